import HESSimulation
import Synchronization
import Testing

@testable import HESRuntime

@Suite("Threads that render")
struct RenderWorkersTests {
    @Test("large work leaves the thread that decided it; the work of a lane stays in order and never overlaps")
    func large() async {
        let workers = RenderWorkers(threadCount: 3)
        let done = Done()
        let gate = Gate()
        for lane in 0..<4 {
            for number in 0..<50 {
                workers.append(rows: 1000, to: .pushes(world: lane)) {
                    done.begin(in: lane)
                    gate.wait()
                    done.note(number, in: lane)
                }
            }
        }
        for lane in 0..<4 { workers.flush(.pushes(world: lane)) }
        #expect(done.count == 0)
        #expect(workers.load(ofWorld: 2).own.rows == 50_000)
        #expect(workers.load(ofWorld: 2).all.rows == 200_000)

        gate.open()
        await done.reach(200)

        #expect(done.numbers == Dictionary(uniqueKeysWithValues: (0..<4).map { ($0, Array(0..<50)) }))
        #expect(!done.hasOverlapped)
    }

    @Test("one thread serves the other worlds between the slices of a huge piece")
    func slices() async {
        let workers = RenderWorkers(threadCount: 1)
        let done = Done()
        let left = Mutex(400)
        let gate = Gate()
        workers.append(rows: 100_000, inSlicesTo: .pushes(world: 1)) { rows in
            gate.wait()
            #expect(rows == 256)
            guard
                left.withLock({
                    $0 -= 1
                    return $0
                }) == 0
            else { return false }
            done.note(0, in: 1)
            return true
        }
        workers.flush(.pushes(world: 1))
        workers.append(rows: 200, to: .pushes(world: 2)) { done.note(left.withLock { $0 }, in: 2) }
        workers.flush(.pushes(world: 2))
        gate.open()
        await done.reach(2)

        #expect(done.numbers[1] == [0])
        #expect((397...399).contains(done.numbers[2]?.first ?? 0), "the other world waits for two slices at most")
        #expect(await workers.isIdle())
    }

    @Test("small work is done where it is decided, unless larger work of its lane is before it")
    func small() async {
        let workers = RenderWorkers(threadCount: 1)
        let done = Done()
        let gate = Gate()
        workers.append(rows: 8, to: .pushes(world: 1)) { done.note(0, in: 1) }
        workers.flush(.pushes(world: 1))
        #expect(done.numbers == [1: [0]])

        workers.append(rows: 9, to: .pushes(world: 1)) {
            gate.wait()
            done.note(1, in: 1)
        }
        workers.append(rows: 1, to: .pushes(world: 1)) { done.note(2, in: 1) }
        workers.flush(.pushes(world: 1))
        #expect(done.numbers == [1: [0]])

        gate.open()
        await done.reach(3)
        #expect(done.numbers == [1: [0, 1, 2]])
    }

    @Test("without threads everything is done where it is decided")
    func withoutThreads() {
        let workers = RenderWorkers(threadCount: 0)
        let done = Done()
        for number in 0..<1000 { workers.append(rows: 1000, to: .pushes(world: 1)) { done.note(number, in: 1) } }
        workers.flush(.pushes(world: 1))

        #expect(done.numbers == [1: Array(0..<1000)])
    }

    @Test("bytes count from the hand-over until the push is settled")
    func bytes() {
        let workers = RenderWorkers(threadCount: 1)
        workers.publishes(PushID(world: 1, number: 1), bytes: 100)
        workers.publishes(PushID(world: 2, number: 1), bytes: 50)
        #expect(workers.load(ofWorld: 1).own.bytes == 100)
        #expect(workers.load(ofWorld: 1).all.bytes == 150)

        for _ in 0..<2 { workers.settled([PushID(world: 1, number: 1)]) }

        #expect(workers.load(ofWorld: 1).own.bytes == 0)
        #expect(workers.load(ofWorld: 1).all.bytes == 50)
    }
}

/// Holds threads back until it is opened.
final class Gate: Sendable {
    private let isOpen = Atomic(false)

    func wait() { while !isOpen.load(ordering: .acquiring) {} }
    func open() { isOpen.store(true, ordering: .releasing) }
}

extension RenderWorkers {
    /// Waits until nothing is left of any world, five seconds at most: a piece counts until its thread has left it.
    func isIdle() async -> Bool {
        let deadline = ContinuousClock.now.advanced(by: .seconds(5))
        while load(ofWorld: 0).all != .none, .now < deadline { await Task.yield() }
        return load(ofWorld: 0).all == .none
    }
}

/// What was done, by lane.
private final class Done: Sendable {
    private struct State {
        var numbers: [Int: [Int]] = [:]
        var begun: [Int: Int] = [:]
        var hasOverlapped = false
    }

    private let state = Mutex(State())

    var numbers: [Int: [Int]] { state.withLock(\.numbers) }
    var count: Int { numbers.values.reduce(0) { $0 + $1.count } }
    var hasOverlapped: Bool { state.withLock(\.hasOverlapped) }

    /// Notes an overlap when the lane's piece before has not been noted as done.
    func begin(in lane: Int) {
        state.withLock { state in
            if state.begun[lane, default: 0] > state.numbers[lane, default: []].count { state.hasOverlapped = true }
            state.begun[lane, default: 0] += 1
        }
    }

    func note(_ number: Int, in lane: Int) { state.withLock { $0.numbers[lane, default: []].append(number) } }

    /// Waits until so many pieces are done, five seconds at most.
    func reach(_ count: Int) async {
        let deadline = ContinuousClock.now.advanced(by: .seconds(5))
        while self.count < count, .now < deadline { await Task.yield() }
    }
}
