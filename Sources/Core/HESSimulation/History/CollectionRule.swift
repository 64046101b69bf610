package import SimulationKernel

/// How completely the head-end collects rows by itself.
package struct CollectionRule: Hashable, Sendable {
    /// Share of rows that it has at once, 0…1; which ones is a matter of (seed, meter, instant).
    package var share: Double
    /// After this the others arrive by themselves; nil: never.
    package var lateAfter: SimulatedDuration?

    package init(share: Double = 1, lateAfter: SimulatedDuration? = nil) {
        self.share = share
        self.lateAfter = lateAfter
    }

    var isComplete: Bool { share >= 1 }
}
