package import SimulationKernel

/// When a rule acts.
///
/// A match is one call with its plan. The first `skip` matches pass; of those after them, at most `times` are hit.
package struct RuleTime: Sendable {
    package var from: SimulatedInstant?
    /// Exclusive.
    package var until: SimulatedInstant?
    package var skip = 0
    package var times: Int?
    /// 0…1.
    package var probability: Double?
    /// Life of the rule, from its arming.
    package var ttl: SimulatedDuration?

    package init() {}

    package func contains(_ instant: SimulatedInstant) -> Bool {
        (from.map { $0 <= instant } ?? true) && (until.map { instant < $0 } ?? true)
    }

    func overlaps(_ span: ClosedRange<SimulatedInstant>) -> Bool {
        (from.map { $0 <= span.upperBound } ?? true) && (until.map { span.lowerBound < $0 } ?? true)
    }
}
