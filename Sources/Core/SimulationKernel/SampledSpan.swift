/// Instants at equal distances, both ends included where they fall on one.
package struct SampledSpan: Sendable {
    private let first: SimulatedInstant
    private let step: SimulatedDuration
    package let count: Int

    /// `start` is not after `end`, and `step` is longer than zero.
    package init(from start: SimulatedInstant, through end: SimulatedInstant, every step: SimulatedDuration) {
        precondition(start <= end && step > .zero, "a span runs forward in steps")
        (first, self.step) = (start, step)
        count = Int((end - start).milliseconds / step.milliseconds) + 1
    }

    package var instants: [SimulatedInstant] { (0..<count).map { first + step * Int64($0) } }
}
