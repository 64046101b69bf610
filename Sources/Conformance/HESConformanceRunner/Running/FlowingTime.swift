import HESClientDriver
import HESConformance
import HESContract
import HESRuntime
import JSON
import SimulationKernel
import Synchronization

/// Moves a case's clock with the machine's while an operation is under way.
///
/// While nothing passes over the wire, a client that declares `clock` is waiting: its clock and the case's go on by a second
/// at a time, so that pauses and time-outs take no real time.
final class FlowingTime: Sendable {
    private let environment: CaseEnvironment
    private let session: any ClientSession
    /// Whether the client can be told to move its clock.
    private let isTold: Bool
    private let options: RunOptions
    private let isOver = Mutex(false)

    init(_ environment: CaseEnvironment, session: any ClientSession, isTold: Bool, options: RunOptions) {
        self.environment = environment
        self.session = session
        self.isTold = isTold
        self.options = options
    }

    func stop() { isOver.withLock { $0 = true } }

    /// Returns after `stop()`, once the client has answered all that it was told: an answer without a waiting request would
    /// be held against it.
    func run() async {
        var last = ContinuousClock.now
        var known = environment.recorder.wire.events
        var quietTicks = 0
        environment.recorder.flow(since: last)
        while !isOver.withLock({ $0 }), !Task.isCancelled {
            try? await Task.sleep(for: Self.tick)
            let now = ContinuousClock.now
            let elapsed = last.duration(to: now)
            await advance(by: elapsed)
            environment.recorder.flow(since: now)
            last = now
            let wire = environment.recorder.wire
            // On a busy machine a client that is not heard may be at work.
            let isQuiet =
                wire.events == known && wire.openCalls <= environment.world.heldReplyCount
                && elapsed < Self.longestTick
            quietTicks = isQuiet ? quietTicks + 1 : 0
            known = wire.events
            guard isTold, quietTicks >= Self.quiet else { continue }
            quietTicks = 0
            await leap()
        }
        environment.recorder.flow(since: nil)
    }

    private func leap() async {
        await advance(by: .seconds(1))
        guard !isOver.withLock({ $0 }) else { return }
        let name = OperationName.clockAdvance.rawValue
        _ = try? await session.op(name, with: ["seconds": 1], within: options.operationPatience)
    }

    private func advance(by duration: Duration) async {
        let milliseconds = Int64(duration / .milliseconds(1))
        _ = try? await environment.world.command(.advance(.milliseconds(milliseconds)), patience: .seconds(10))
    }

    private static let tick = Duration.milliseconds(10)
    private static let longestTick = Duration.milliseconds(25)
    /// Ticks without an event of the wire after which the client is taken to be waiting.
    private static let quiet = 4
}
