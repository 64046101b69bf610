import HESContract
import SimulationKernel

/// Rules: armed, matched, decided once for each call.
extension HeadEnd {
    package mutating func arm(_ rule: FaultRule) {
        scheduleIfTimed(rule, faults.arm(rule, at: now))
    }

    mutating func scheduleIfTimed(_ rule: FaultRule, _ serial: Int) {
        if rule.isTimed { schedule.insert(.rule(serial), at: max(now, rule.when.from ?? now)) }
    }

    /// - Returns: whether there was a rule of that id.
    package mutating func disarm(_ id: String) -> Bool {
        faults.disarm(id)
    }

    func chance(_ rule: FaultRule) -> SeededHash {
        SeededHash(seed: configuration.seed).about("rule").about(rule.id)
    }

    /// The effects of one layer that hit a call, in the order of the file.
    ///
    /// `devAddr` narrows the question to one meter of the call.
    mutating func hits<Effect>(
        on call: RuleCall,
        _ decisions: inout RuleDecisions,
        at instant: SimulatedInstant,
        planID: PlanID?,
        devAddr: String? = nil,
        _ pick: (FaultEffect) -> Effect?
    ) -> [(rule: FaultRule, effect: Effect)] {
        var hits: [(FaultRule, Effect)] = []
        for index in faults.rules.indices {
            guard let effect = pick(faults.rules[index].rule.effect),
                isHit(index, call, &decisions, at: instant, planID: planID, devAddr: devAddr)
            else { continue }
            hits.append((faults.rules[index].rule, effect))
        }
        return hits
    }

    /// Decided once for a call and its plan, and noted in the journal then.
    mutating func isHit(
        _ index: Int,
        _ call: RuleCall,
        _ decisions: inout RuleDecisions,
        at instant: SimulatedInstant,
        planID: PlanID?,
        devAddr: String? = nil
    ) -> Bool {
        let armed = faults.rules[index]
        let rule = armed.rule
        guard armed.isAlive(at: instant), isTime(rule, call, instant), rule.match.holds(for: call),
            rule.effect.concerns(call.endpoint), isAbout(rule, call, devAddr)
        else { return false }
        if let known = decisions[armed.serial] { return known }
        let isHit = faults.decide(index, subject: call.subject, chance: chance(rule))
        decisions[armed.serial] = isHit
        if isHit { note(rule, call, planID) }
        return isHit
    }

    private func isTime(_ rule: FaultRule, _ call: RuleCall, _ instant: SimulatedInstant) -> Bool {
        guard case .rows = rule.effect else { return rule.when.contains(instant) }
        return call.rows.map(rule.when.overlaps) ?? false
    }

    private func isAbout(_ rule: FaultRule, _ call: RuleCall, _ devAddr: String?) -> Bool {
        let match = rule.match
        guard match.tenants.isEmpty || match.tenants.contains(configuration.tenantCode) else { return false }
        if let devAddr { return isAbout(rule, meter: devAddr) }
        guard match.namesMeters else { return true }
        if match.meters.isEmpty, match.share == nil, let dcuNo = call.dcuNo, match.dcus.contains(dcuNo) { return true }
        return call.devAddrs.contains { isAbout(rule, meter: $0) }
    }

    private func isAbout(_ rule: FaultRule, meter devAddr: String) -> Bool {
        rule.match.holds(forMeter: devAddr, chance: chance(rule)) {
            field.meter(devAddr)?.membership.map { field.dcus[$0.dcu].dcuNo }
        }
    }

    private mutating func note(_ rule: FaultRule, _ call: RuleCall, _ planID: PlanID?) {
        var note = JournalEntry.FaultNote(rule: rule.id, type: rule.type, endpoint: call.endpoint, planID: planID)
        if rule.match.namesMeters { note.devAddrs = call.devAddrs.filter { isAbout(rule, meter: $0) } }
        journal.record(.fault(note), at: now)
    }

    /// What is wrong with a meter's rows when this call asks for them.
    mutating func rowFaults(
        of devAddr: String,
        _ call: RuleCall?,
        _ decisions: inout RuleDecisions,
        planID: PlanID?
    ) -> [RowFault] {
        guard let call, !faults.isEmpty else { return [] }
        return hits(on: call, &decisions, at: now, planID: planID, devAddr: devAddr) { effect in
            if case .rows(let rows) = effect { rows } else { nil }
        }.map { RowFault($0.effect, when: $0.rule.when, chance: chance($0.rule)) }
    }

    /// What becomes of one meter's part in a plan when it is looked at now, or begun at `instant`.
    mutating func changed(
        _ read: MeterRead,
        of devAddr: String,
        in planID: PlanID,
        at instant: SimulatedInstant
    ) -> MeterRead {
        guard !faults.isEmpty, let plan = plans.inFlight[planID] else { return read }
        let call = plan.callForRules
        var decisions = plan.decisions
        let effects = hits(on: call, &decisions, at: instant, planID: planID, devAddr: devAddr, \.field)
        plans.inFlight[planID]?.decisions = decisions
        return effects.reduce(into: read) { read, hit in
            read.chance = chance(hit.rule).about(UInt64(bitPattern: planID.ordinal)).about(devAddr)
            hit.effect.change(&read)
        }
    }

    /// Whether the DCU does what it is told about its archive.
    mutating func isCarriedOut(_ context: inout CallContext) -> Bool {
        guard let call = context.call else { return true }
        let effects = hits(on: call, &context.decisions, at: now, planID: nil, \.field)
        return effects.reduce(into: ArchiveOperation(endpoint: call.endpoint)) { $1.effect.change(&$0) }.isDone
    }
}

extension FaultEffect {
    fileprivate func concerns(_ endpoint: Endpoint) -> Bool {
        switch self {
        case .field(let effect): effect.endpoints.contains(endpoint)
        case .rows(let effect): effect.endpoints.contains(endpoint)
        case .reply, .push, .session, .broker: true
        }
    }

    var field: (any FieldEffect)? {
        if case .field(let effect) = self { effect } else { nil }
    }

    var reply: (any ReplyEffect)? {
        if case .reply(let effect) = self { effect } else { nil }
    }

    var push: (any PushEffect)? {
        if case .push(let effect) = self { effect } else { nil }
    }
}
