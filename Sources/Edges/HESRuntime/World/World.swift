package import HESContract
package import HESSimulation
import Logging
package import SimulationKernel

/// One tenant's head-end behind a lock, with its clock and its output to the broker.
///
/// Decides under the lock; renders, answers and publishes outside it. Everything may be called from any thread.
package final class World: Sendable {
    /// What the process does for a world; none of it may block.
    struct Services: Sendable {
        let metrics: Metrics
        let logger: Logger
        /// Called when something is due earlier than it was.
        let wake: @Sendable (ContinuousClock.Instant) -> Void
        /// Called with every token that is issued.
        let onToken: @Sendable (_ username: String, _ token: String) -> Void
        /// Nil without `--log-access`.
        let accessLog: AccessLog?
        /// The wall clock: the system's, or a test's.
        let wall: @Sendable () -> ContinuousClock.Instant
    }

    package let tenantCode: String
    package let key: Int
    /// Codes in its topics: its own, and the other one that its dialect may publish under.
    let topicCodes: [String]
    package let limits: CallLimits
    /// What may wait to be pushed.
    let waitingLimit: PushLoad
    let dialect: Dialect
    let state: WorldLock
    /// Records inputs for `--state`; nil for a world that is not durable.
    let recorder: (any InputRecorder)?
    /// The tenant code under which they are recorded: of the scenario's world, also if this one replaced that.
    package let recordName: String
    /// What it was made of if it replaced a world, for its snapshots.
    let replacement: Replacement?
    let output: BrokerOutput
    package let bodies: BodyStore
    let workers: RenderWorkers
    let surroundings: Simulator.Surroundings
    /// The clock's mode at the world's start, to which a reset returns.
    let startMode: ClockMode
    let services: Services

    /// Begins where the replay ended.
    init(
        _ replay: Replay,
        mode: ClockMode,
        startMode: ClockMode,
        key: Int,
        surroundings: Simulator.Surroundings,
        recording: Simulator.Recording?,
        workers: RenderWorkers,
        services: Services
    ) {
        let configuration = replay.headEnd.configuration
        tenantCode = configuration.tenantCode
        (self.key, self.surroundings, self.startMode) = (key, surroundings, startMode)
        topicCodes = configuration.topicCodes
        limits = configuration.callLimits
        waitingLimit = configuration.limits.waiting
        dialect = configuration.dialect
        (recorder, recordName) = (recording?.recorder, recording?.name ?? configuration.tenantCode)
        replacement = replay.replacement
        (self.workers, self.services) = (workers, services)
        let wall = services.wall()
        let clock = PacedClock(mode: mode, start: replay.instant, wall: wall)
        var first = WorldState(replay, clock: clock, wall: wall, isSubscribed: surroundings.isSubscribed)
        first.isRecorded = recorder != nil
        first.headEnd.keepsPushes = first.isRecorded
        state = WorldLock(first)
        bodies = BodyStore(lastTicket: replay.headEnd.pushes.lastTicket)
        output = BrokerOutput(
            tenantCode: configuration.tenantCode,
            worldKey: key,
            surroundings: surroundings,
            workers: workers,
            bodies: bodies,
            accessLog: services.accessLog,
            commands: replay.headEnd.broker.lasting,
            owed: replay.owedPushes
        )
    }

    /// Fires every event that is due at the clock's instant.
    package func runDue() {
        act { state, wall in ((), state.headEnd.advance(to: state.clock.now(wall: wall))) }
    }

    /// Fires what is due, leaps if the clock does that, and stops a clock that has reached its end.
    ///
    /// Does nothing while another thread holds the lock: the calls, which take it most often, fire what is due.
    ///
    /// - Returns: when the pacer must run next, which is in a millisecond if the lock was held; nil when the clock stands still.
    func keepPace() -> ContinuousClock.Instant? {
        let turn = state.withLockIfFree { state in
            decided(isInstantGiven: state.clock.mode == .auto, isSaved: false, in: &state) { state, wall in
                var effects = state.headEnd.advance(to: state.clock.now(wall: wall))
                if effects.isEmpty { effects = state.leap(at: wall) }
                return ((state.nextDeadline(at: wall), state.clock.isAtTheEnd(wall: wall)), effects)
            }
        }
        guard let turn else { return services.wall() + Self.pauseOfPacer }
        let (deadline, isAtTheEnd) = follow(turn)
        guard isAtTheEnd else { return deadline }
        stopAtTheEnd()
        return nil
    }

    private static let pauseOfPacer = Duration.milliseconds(1)

    /// When the pacer must run next; nil when the clock stands still.
    var nextDeadline: ContinuousClock.Instant? { state.withLock { $0.nextDeadline(at: services.wall()) } }

    /// Answers that the scenario holds back now.
    package var heldReplyCount: Int { state.withLock { $0.replies.heldCount } }

    /// Whether it was deleted or replaced.
    package var hasEnded: Bool { state.withLock { $0.hasEnded } }

    /// The instant of its clock.
    package var now: SimulatedInstant {
        state.withLock { $0.clock.now(wall: services.wall()) }
    }

    package func read<Result>(_ body: (borrowing HeadEnd, PacedClock) -> Result) -> Result {
        state.withLock { body($0.headEnd, $0.clock) }
    }

    /// Ends a world that was deleted or replaced: opens its barriers and sends its answers.
    func end() {
        let barriers = state.withLock { state in
            endOutages(&state)
            return state.end()
        }
        // Before the barriers, as in `settle`: when a clock command returns, the held answers have left.
        releaseReplies()
        clearRetained()
        workers.removeWorld(key)
        for barrier in barriers { barrier.open() }
        journalChanged()
    }

    /// Has the broker forget this world's retained pushes: a subscriber of the next world must not get them.
    func clearRetained() {
        let count = output.clearRetained()
        guard count > 0 else { return }
        services.logger.warning(
            "Retained pushes stay with the broker: more topics than are kept in mind",
            metadata: ["tenant": "\(tenantCode)", "topic.count": "\(count)", "limit": "\(RetainedTopics.limit)"]
        )
    }

    /// Ends the outages of the broker that rules have begun.
    ///
    /// Called under the lock.
    func endOutages(_ state: inout WorldState) {
        for command in state.headEnd.endOutages() { output.enqueue(command) }
    }

    /// Decides under the lock, then acts outside it on what was decided.
    ///
    /// - Parameters:
    ///   - isInstantGiven: whether a client learns the instant or the state at it, so that a restart may not go behind it; else
    ///     only a running clock's instant is reserved.
    ///   - isSaved: whether what is recorded is written to the state file before this returns.
    ///   - decide: called under the lock.
    /// - Returns: what `decide` returns beside the effects.
    @discardableResult
    func act<Result>(
        isInstantGiven: Bool = false,
        isSaved: Bool = false,
        _ decide: (inout WorldState, ContinuousClock.Instant) -> (Result, [Effect])
    ) -> Result {
        follow(state.withLock { decided(isInstantGiven: isInstantGiven, isSaved: isSaved, in: &$0, decide) })
    }

    /// What was decided under the lock, and is to be acted on outside it.
    private struct Decided<Result> {
        let result: Result
        let follow: FollowUp
        /// When something is due earlier than it was.
        let deadline: ContinuousClock.Instant?
        let waiters: [Latch]
        let isHalted: Bool
    }

    /// Called under the lock.
    private func decided<Result>(
        isInstantGiven: Bool,
        isSaved: Bool,
        in state: inout WorldState,
        _ decide: (inout WorldState, ContinuousClock.Instant) -> (Result, [Effect])
    ) -> Decided<Result> {
        let before = state.headEnd.nextEvent
        // Read under the lock, so that a later decision never has an earlier instant.
        let wall = services.wall()
        let (result, effects) = decide(&state, wall)
        reserve(isInstantGiven: isInstantGiven, isSaved: isSaved, in: &state)
        return Decided(
            result: result,
            follow: apply(effects, at: wall, to: &state),
            deadline: state.earlierDeadline(than: before, at: wall),
            waiters: state.journalWaiters.removeAll(),
            isHalted: state.isHalted
        )
    }

    private func follow<Result>(_ decided: Decided<Result>) -> Result {
        // Waiters and the pacer only start other threads; answers leave before pushes may be rendered, which takes longest.
        for waiter in decided.waiters { waiter.open() }
        if let deadline = decided.deadline { services.wake(deadline) }
        for release in decided.follow.releases where !decided.isHalted {
            switch release {
            case .reply(let held): self.release(held)
            case .part(of: let reply): reply.flush()
            }
        }
        if !decided.isHalted { output.flush() }
        if !decided.follow.refused.isEmpty { finish(decided.follow.refused) }
        return decided.result
    }

    /// What follows from effects, to be done outside the lock.
    private struct FollowUp {
        var releases: [PendingReplies.Release] = []
        /// Pushes for which there was no room.
        var refused: [SettledPush] = []
    }

    /// Called under the lock.
    private func apply(_ decided: [Effect], at wall: ContinuousClock.Instant, to state: inout WorldState) -> FollowUp {
        var follow = FollowUp()
        var effects = decided
        effects += state.dueReplies()
        while !effects.isEmpty {
            for effect in effects {
                switch effect {
                case .publish(let push):
                    state.pushesDue[push.ticket] = wall
                    guard !output.enqueue(push) else { continue }
                    let failure = "too much waits for a broker that is down"
                    if let settled = settle(push.ticket, failure: failure, at: wall, in: &state) {
                        follow.refused.append(settled)
                    }
                case .releaseReply(let number):
                    if let release = state.replies.release(number) { follow.releases.append(release) }
                case .broker(let command): output.enqueue(command)
                }
            }
            effects = state.dueReplies()
        }
        return follow
    }

    /// Called under the lock, which keeps the order.
    func record(_ kind: RecordedInput.Kind, at instant: SimulatedInstant, in state: borrowing WorldState) {
        guard state.isRecorded else { return }
        recorder?.record(RecordedInput(tenantCode: recordName, instant: instant, kind: kind))
    }
}
