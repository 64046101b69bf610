import Dispatch
import Glibc
import HESSimulation
import Synchronization

/// Renders the pushes of all worlds, and answers of very many rows, on a few threads of its own.
///
/// What is small is rendered where it is decided, if nothing of its lane waits. ``RenderQueue`` decides whose turn is next.
/// Threads are borrowed from the system while there is work; nothing has to be stopped, and work is never dropped.
package final class RenderWorkers: Sendable {
    /// Of one piece of work, called outside every lock; pieces of one lane never overlap.
    ///
    /// Carries out about so many rows and returns whether all is done; if not, it is called again.
    typealias Work = @Sendable (_ rows: Int) -> Bool

    private struct State: Sendable {
        var queue = RenderQueue<Work>()
        var published = PublishedBytes()
        /// Threads that take turns now.
        var activeCount = 0
    }

    private let state = Mutex(State())
    private let threadCount: Int
    /// Of the usual priority: with a lower one a flood of refused calls takes the processor from what was accepted before.
    private let threads = DispatchQueue(label: "hes-sim.rendering", qos: .default, attributes: .concurrent)

    /// What all worlds together may have waiting; the delivery queue, which fails a push beyond its 256 MiB, has more room.
    static let limit = PushLoad(rows: 1_000_000, bytes: 192 << 20)
    /// Rows of a piece of work that is rendered where it is decided, and of all such pieces at a time.
    private static let mostRowsOfSmallWork = 8
    private static let mostSmallRows = 256

    /// As many threads as leave room for those that answer calls: half the processors, 1…4.
    package static var usualThreadCount: Int { min(4, max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)) / 2)) }

    /// Without threads everything is rendered where it is decided.
    package init(threadCount: Int) {
        self.threadCount = threadCount
    }

    /// Adds work that is carried out in one slice.
    ///
    /// Cheap; call it under the lock that decides, which keeps the order.
    func append(rows: Int, to lane: RenderLane, _ work: @escaping @Sendable () -> Void) {
        append(rows: rows, inSlicesTo: lane) { _ in
            work()
            return true
        }
    }

    /// Adds work that lets other lanes have their turns between its slices; cheap as the other.
    func append(rows: Int, inSlicesTo lane: RenderLane, _ work: @escaping Work) {
        state.withLock { $0.queue.append(work, rows: rows, to: lane) }
    }

    /// Lets what was appended to a lane begin; call it outside any lock.
    ///
    /// Carries out small pieces itself, unless another thread is busy with the lane.
    func flush(_ lane: RenderLane) {
        state.withLock { $0.queue.makeReady(lane) }
        guard threadCount > 0 else { return renderAll(of: lane) }
        var rows = 0
        while rows < Self.mostSmallRows,
            let turn = state.withLock({ $0.queue.beginTurn(of: lane, atMost: Self.mostRowsOfSmallWork) })
        {
            carryOut(turn)
            rows += max(1, turn.rows)
        }
        startThreads()
    }

    private func renderAll(of lane: RenderLane) {
        while let turn = state.withLock({ $0.queue.beginTurn(of: lane, atMost: .max) }) { carryOut(turn) }
    }

    private func carryOut(_ turn: RenderQueue<Work>.Turn) {
        let isDone = turn.work(RenderQueue<Work>.turnRows)
        state.withLock { $0.queue.endTurn(turn, isDone: isDone) }
    }

    /// Starts a thread if there is a turn for it; each thread starts the next one.
    private func startThreads() {
        let starts = state.withLock { state in
            guard state.activeCount < threadCount, state.queue.hasTurn() else { return false }
            state.activeCount += 1
            return true
        }
        if starts { threads.async { self.takeTurns() } }
    }

    private func takeTurns() {
        while let turn = nextTurn() {
            startThreads()
            carryOut(turn)
        }
    }

    private func nextTurn() -> RenderQueue<Work>.Turn? {
        state.withLock { state in
            if let turn = state.queue.beginTurn() { return turn }
            state.activeCount -= 1
            return nil
        }
    }

    // MARK: Load

    /// To be called before the push is handed over to the broker's client.
    func publishes(_ push: PushID, bytes: Int) {
        state.withLock { $0.published.add(push, bytes: bytes) }
    }

    /// The broker acknowledged pushes, or never will.
    func settled(_ pushes: [PushID]) {
        state.withLock { state in for push in pushes { state.published.remove(push) } }
    }

    /// Due pushes of a world, and of all worlds.
    func load(ofWorld key: Int) -> (own: PushLoad, all: PushLoad) {
        state.withLock { state in
            var own = PushLoad(unrenderedRows: state.queue.waiting(in: .pushes(world: key)).rows)
            own.bytes += state.published[world: key]
            var all = PushLoad(unrenderedRows: state.queue.waiting.rows)
            all.bytes += state.published.total
            return (own, all)
        }
    }

    /// The number of a world's pushes and commands that are due and not carried out.
    func waitingCount(ofWorld key: Int) -> Int {
        state.withLock { $0.queue.waiting(in: .pushes(world: key)).count }
    }

    /// To be called when a world has ended and everything of it was flushed.
    func removeWorld(_ key: Int) {
        state.withLock { state in
            state.queue.close(.pushes(world: key))
            state.queue.close(.answers(world: key))
        }
    }
}
