import SimulationKernel

/// What a rule's exceptions leave of a call.
extension ArmedRules {
    /// Whether something of the call is left when the rule's exceptions are taken away.
    func isLeft(by rule: FaultRule, call: RuleCall, meter devAddr: String?, in plant: MeterPlant) -> Bool {
        rule.match.exceptions.allSatisfy { exception in
            guard exception.holds(for: call), exception.tenants.isEmpty || exception.tenants.contains(tenantCode)
            else { return true }
            guard exception.namesMeters else { return false }
            if let devAddr { return !excepts(exception, of: rule, meter: devAddr, in: plant) }
            if call.devAddrs.isEmpty {
                guard let dcuNo = call.dcuNo, exception.meters.isEmpty, exception.share == nil else { return true }
                return !exception.holds(forDCU: dcuNo)
            }
            return call.devAddrs.contains {
                isAbout(rule, meter: $0, in: plant) && !excepts(exception, of: rule, meter: $0, in: plant)
            }
        }
    }

    func excepts(
        _ exception: RuleMatch,
        of rule: FaultRule,
        meter devAddr: String,
        in plant: MeterPlant
    ) -> Bool {
        (exception.tenants.isEmpty || exception.tenants.contains(tenantCode))
            && holds(exception, forMeter: devAddr, chance: chance(of: rule).about("not"), in: plant)
    }

    func holds(_ match: RuleMatch, forMeter devAddr: String, chance: SeededHash, in plant: MeterPlant) -> Bool {
        match.holds(forMeter: devAddr, chance: chance) {
            plant.meter(devAddr)?.membership.map { plant.dcus[$0.dcu].dcuNo }
        }
    }
}
