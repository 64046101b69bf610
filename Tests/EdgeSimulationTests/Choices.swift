import SimulationKernel
import Synchronization

/// Choices drawn from a seed, one after another: the same seed gives the same run.
struct Choices {
    private let hash: SeededHash
    private var drawn: UInt64 = 0

    init(seed: UInt64) {
        hash = SeededHash(seed: seed)
    }

    /// Uniform in 0 ..< `count`.
    mutating func index(below count: Int) -> Int {
        drawn += 1
        return hash.about(drawn).index(below: count)
    }

    /// True once in `count` times.
    mutating func once(in count: Int) -> Bool { index(below: count) == 0 }

    mutating func element<Element>(of elements: [Element]) -> Element { elements[index(below: elements.count)] }
}

/// The wall clock of a run; only the run moves it.
final class SimulatedWall: Sendable {
    private let instant = Mutex(ContinuousClock.Instant.now)

    var now: ContinuousClock.Instant { instant.withLock { $0 } }

    func move(by duration: Duration) { instant.withLock { $0 += duration } }
}
