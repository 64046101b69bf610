import Foundation
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

        DispatchQueue.concurrentPerform(iterations: 8) { index in
            for _ in 0..<2_000 {
                if index.isMultiple(of: 2) { lock.withLock(Self.record) } else { lock.withLockAfterPauses(Self.record) }
            }
        }

        #expect(lock.withLock { $0.headEnd.journal.nextSequence } == 16_001)
    }

    private static func record(in state: inout WorldState) {
        state.headEnd.recordBroker(JournalRemark(.runsAgain), at: state.headEnd.now)
    }

    @Test("is had once it is free, by a thread that pauses between its tries")
    func pauses() {
        let lock = TestSimulator().world.state
        let (isHeld, mayEnd) = (DispatchSemaphore(value: 0), DispatchSemaphore(value: 0))
        Thread.detachNewThread {
            lock.withLock { _ in
                isHeld.signal()
                mayEnd.wait()
            }
        }
        isHeld.wait()
        Thread.detachNewThread { mayEnd.signal() }

        lock.withLockAfterPauses(Self.record)

        #expect(lock.withLock { $0.headEnd.journal.nextSequence } == 2)
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
