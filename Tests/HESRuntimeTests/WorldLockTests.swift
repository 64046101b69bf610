import Dispatch
import HESSimulation
import SimulationKernel
import SimulationTestSupport
import Testing

@testable import HESRuntime

@Suite("The lock of a world")
struct WorldLockTests {
    @Test("is held by one thread at a time")
    func exclusion() {
        let lock = TestSimulator().world.state

        DispatchQueue.concurrentPerform(iterations: 8) { _ in
            for _ in 0..<2_000 {
                lock.withLock { $0.headEnd.recordBroker(JournalRemark(.runsAgain), at: $0.headEnd.now) }
            }
        }

        #expect(lock.withLock { $0.headEnd.journal.nextSequence } == 16_001)
    }

    @Test("is not waited for by those who only try")
    func busy() {
        let lock = TestSimulator().world.state

        #expect(lock.withLock { _ in lock.withLockIfFree { _ in true } } == nil)
        #expect(lock.withLockIfFree { _ in true } == true)
    }

    @Test("while it is held the pacer passes its world over, and comes again in a millisecond")
    func pacer() {
        let wall = ContinuousClock.now
        let world = TestSimulator(Replay(.test()), mode: .manual, wall: { wall }).world

        let next = world.state.withLock { _ in world.keepPace() }

        #expect(next == wall.advanced(by: .milliseconds(1)))
        #expect(world.keepPace() != next)
    }
}
