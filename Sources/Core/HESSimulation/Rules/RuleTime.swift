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
    /// The windows within `from` and `until`; nil is all of that time.
    package var recurrence: Recurrence?
    /// Life of the rule, from its arming.
    package var ttl: SimulatedDuration?

    package init() {}

    package func contains(_ instant: SimulatedInstant) -> Bool {
        (from.map { $0 <= instant } ?? true) && (until.map { instant < $0 } ?? true)
            && (recurrence?.contains(instant) ?? true)
    }

    /// Whether every match within its window is a hit until its count is used up.
    package var isCertain: Bool { skip == 0 && (probability ?? 1) == 1 }

    package func overlaps(_ span: ClosedRange<SimulatedInstant>) -> Bool {
        guard from.map({ $0 <= span.upperBound }) ?? true, until.map({ span.lowerBound < $0 }) ?? true else {
            return false
        }
        guard let recurrence else { return true }
        let first = max(from ?? span.lowerBound, span.lowerBound)
        let last = min(until.map { $0 - .milliseconds(1) } ?? span.upperBound, span.upperBound)
        return first <= last && recurrence.meets(first...last)
    }

    /// When a rule that fires by itself does so next: at once within a window, or at the beginning of the next; nil if none is left.
    func firing(atOrAfter instant: SimulatedInstant) -> SimulatedInstant? {
        let first = max(instant, from ?? instant)
        guard let recurrence else { return first }
        guard !recurrence.contains(first) else { return first }
        return beginning(atOrAfter: first)
    }

    /// The beginning of the next window after `instant`; nil if none is left before `until`, or the time does not recur.
    func beginning(atOrAfter instant: SimulatedInstant) -> SimulatedInstant? {
        guard let next = recurrence?.beginning(atOrAfter: instant) else { return nil }
        return until.map { next < $0 } ?? true ? next : nil
    }
}
