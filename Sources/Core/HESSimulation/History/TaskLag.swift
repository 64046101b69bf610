import SimulationKernel

/// How long after the end of an interval the head-end's task returns from reading one meter.
struct TaskLag: Sendable {
    private let chance: SeededHash

    /// Seconds; shorter than the shortest interval, so that rows keep their order.
    private static let shortest: Int64 = 3
    static let longest: Int64 = 120

    init(of devAddr: String, seed: UInt64) {
        chance = SeededHash(seed: seed).about("taskReturn").about(devAddr)
    }

    func lag(after freeze: SimulatedInstant) -> SimulatedDuration {
        let count = Int(Self.longest - Self.shortest) + 1
        let own = chance.about(UInt64(bitPattern: freeze.milliseconds))
        return .seconds(Self.shortest + Int64(own.index(below: count)))
    }
}
