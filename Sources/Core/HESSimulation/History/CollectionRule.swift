package import SimulationKernel

/// How completely the head-end collects rows without real-time reads.
package struct CollectionRule: Hashable, Sendable {
    /// Share of rows that it has at once, 0…1; (seed, meter, instant) decide which.
    package var share: Double
    /// Delay after which the other rows arrive; nil means never.
    package var lateAfter: SimulatedDuration?

    package init(share: Double = 1, lateAfter: SimulatedDuration? = nil) {
        self.share = share
        self.lateAfter = lateAfter
    }

    var isComplete: Bool { share >= 1 }
}
