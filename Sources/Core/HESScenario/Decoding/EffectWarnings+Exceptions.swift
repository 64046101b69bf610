import HESContract
import HESFaults
import HESSimulation
import SimulationKernel

/// Whether a rule's `not` leaves nothing of it.
extension EffectWarnings {
    /// Whether the exception holds wherever the rule's match does, in every call and for every meter.
    func excludes(_ exception: RuleMatch, all placed: PlacedRule) -> Bool {
        let match = placed.rule.match
        let inner = RuleCover.Inner(match, endpoints: placed.concernedEndpoints, tenantCode: tenantCode)
        guard inner.callsAreCovered(by: exception) else { return false }
        guard exception.meters.isEmpty, exception.dcus.isEmpty, exception.share == nil, exception.dcuShare == nil else {
            return excludesMeters(exception, of: match, calls: placed.concernedEndpoints, layer: placed.layer)
        }
        return true
    }

    private func excludesMeters(
        _ exception: RuleMatch,
        of match: RuleMatch,
        calls: [Endpoint],
        layer: FaultLayer
    ) -> Bool {
        guard (exception.share ?? 1) == 1, (exception.dcuShare ?? 1) == 1 else { return false }
        let inner = RuleCover.Inner(match, endpoints: calls, tenantCode: tenantCode)
        let areRead = calls.allSatisfy { $0 == .readFrozen || $0 == .readSingle || $0 == .relay }
        // Only a meter in an archive is read at all, so that its DCU decides whether or not the match names one.
        if layer == .field, areRead, exception.meters.isEmpty || inner.metersAreCovered(by: exception) {
            let namesEvery = dcus.allSatisfy { exception.dcus.contains($0.dcuNo) }
            if exception.dcus.isEmpty || namesEvery || inner.dcusAreCovered(by: exception) { return true }
        }
        let namesMeters = !match.meters.isEmpty || match.share != nil
        let namesDCUs = !match.dcus.isEmpty || match.dcuShare != nil
        // A call about a DCU's archive names no meter, so that an exception about meters leaves it.
        guard namesMeters || (namesDCUs && exception.meters.isEmpty && exception.share == nil) else { return false }
        let coversDCUs =
            exception.dcus.isEmpty ? exception.dcuShare == nil || namesDCUs : inner.dcusAreCovered(by: exception)
        return inner.metersAreCovered(by: exception) && coversDCUs
    }
}
