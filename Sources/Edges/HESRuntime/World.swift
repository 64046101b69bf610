package import HESContract
package import HESSimulation
import Logging
package import SimulationKernel
import Synchronization

/// One tenant's head-end behind a lock, with its clock and its road to the broker.
///
/// Decides under the lock, renders and publishes outside it. Everything may be called from any thread.
package final class World: Sendable {
    struct State: Sendable {
        var headEnd: HeadEnd
        var clock: PacedClock
        var heldReplies: [UInt64: HeldReply] = [:]
        var barriers: [PendingBarrier] = []
    }

    struct HeldReply: Sendable {
        let decision: Decision
        let endpoint: Endpoint
        let send: @Sendable (OutgoingReply) -> Void

        func release() {
            send(OutgoingReply(decision.answer, rejection: decision.rejection, endpoint: endpoint))
        }
    }

    package let tenantCode: String
    package let key: Int
    package let limits: CallLimits
    let state: Mutex<State>
    /// Nil where nobody keeps what comes in.
    let recorder: (any InputRecorder)?
    private let outbox = Outbox()
    private let publisher: any PushPublisher
    private let logger: Logger
    let wake: @Sendable (ContinuousClock.Instant) -> Void

    /// Begins where the replay ended.
    ///
    /// `wake` is told when something is due earlier than it was; it must not block.
    init(
        _ replay: Replay,
        mode: ClockMode,
        key: Int,
        publisher: any PushPublisher,
        recorder: (any InputRecorder)?,
        logger: Logger,
        wake: @escaping @Sendable (ContinuousClock.Instant) -> Void
    ) {
        let configuration = replay.headEnd.configuration
        tenantCode = configuration.tenantCode
        self.key = key
        limits = CallLimits(maxMeters: configuration.limits.maxMeters)
        self.publisher = publisher
        self.recorder = recorder
        self.logger = logger
        self.wake = wake
        let clock = PacedClock(mode: mode, start: replay.instant, wall: .now)
        state = Mutex(State(headEnd: replay.headEnd, clock: clock))
        outbox.append(replay.owedDeliveries)
    }

    /// Hands on what the broker had not acknowledged when the world was left.
    func publishOwed() {
        outbox.drain(publish)
    }

    /// Answers a call, at once where the scenario does not delay it.
    ///
    /// `send` is called exactly once, on this thread or on the pacer's.
    package func answer(_ incoming: Incoming, send: @escaping @Sendable (OutgoingReply) -> Void) {
        let (decision, isHeld) = act { state, wall in
            let decision = state.headEnd.handle(incoming, at: state.clock.now(wall: wall))
            record(incoming, decision, at: state.headEnd.now)
            guard decision.answeredAt > state.headEnd.now else { return ((decision, false), decision.effects) }
            let number = state.headEnd.holdReply(until: decision.answeredAt)
            state.heldReplies[number] = HeldReply(decision: decision, endpoint: incoming.endpoint, send: send)
            return ((decision, true), decision.effects)
        }
        guard !isHeld else { return }
        send(OutgoingReply(decision.answer, rejection: decision.rejection, endpoint: incoming.endpoint))
    }

    /// Lets happen what is due on the running clock.
    package func runDue() {
        act { state, wall in ((), state.headEnd.advance(to: state.clock.now(wall: wall))) }
    }

    /// When the pacer has to come by next; nil where nothing is due or the clock stands still.
    package var nextDeadline: ContinuousClock.Instant? {
        state.withLock { state in state.headEnd.nextEvent.flatMap { state.clock.wallInstant(of: $0) } }
    }

    /// Where its clock is.
    package var now: SimulatedInstant { read { $1.now(wall: .now) } }

    package func knows(token: String) -> Bool {
        state.withLock { state in
            state.headEnd.tokens.username(of: token, at: state.clock.now(wall: .now)) != nil
        }
    }

    /// The broker has acknowledged a push, or it is known that it never will.
    package func settle(_ ticket: UInt64, failure: String?) {
        let passed: [Barrier] = state.withLock { state in
            let now = max(state.headEnd.now, state.clock.now(wall: .now))
            guard let planID = state.headEnd.settle(ticket, failure: failure, at: now) else { return [] }
            if let failure { complain(planID, failure) }
            record(.settle(ticket: ticket, failure: failure), at: now)
            return state.countOff(ticket)
        }
        for barrier in passed { barrier.open(isPassed: true) }
    }

    private func complain(_ planID: PlanID, _ failure: String) {
        logger.warning("Push not delivered", metadata: ["plan.id": "\(planID)", "reason": "\(failure)"])
    }

    /// Lets go what the scenario still holds back: at the end of the process.
    func releaseReplies() {
        let held = state.withLock { state in
            defer { state.heldReplies = [:] }
            return state.heldReplies.sorted { $0.key < $1.key }.map(\.value)
        }
        for reply in held { reply.release() }
    }

    package func read<Result>(_ body: (borrowing HeadEnd, PacedClock) -> Result) -> Result {
        state.withLock { body($0.headEnd, $0.clock) }
    }

    /// Decides under the lock, then acts outside it.
    @discardableResult
    func act<Result>(_ decide: (inout State, ContinuousClock.Instant) -> (Result, [Effect])) -> Result {
        let (result, released, deadline) = state.withLock { state in
            let before = state.headEnd.nextEvent
            let (result, effects) = decide(&state, .now)
            let released = take(effects, from: &state)
            let next = state.headEnd.nextEvent
            let isEarlier = next.map { next in before.map { next < $0 } ?? true } ?? false
            return (result, released, isEarlier ? next.flatMap { state.clock.wallInstant(of: $0) } : nil)
        }
        if let deadline { wake(deadline) }
        for reply in released { reply.release() }
        outbox.drain(publish)
        return result
    }

    /// Called under the lock, which keeps the order.
    func record(_ kind: RecordedInput.Kind, at instant: SimulatedInstant) {
        recorder?.record(RecordedInput(tenantCode: tenantCode, instant: instant, kind: kind))
    }

    private func record(_ incoming: Incoming, _ decision: Decision, at instant: SimulatedInstant) {
        guard recorder != nil, case .ready = decision.reply else { return }
        record(.call(incoming.endpoint, headerToken: incoming.headerToken, body: incoming.body), at: instant)
    }

    private func take(_ effects: [Effect], from state: inout State) -> [HeldReply] {
        guard !effects.isEmpty else { return [] }
        var deliveries: [Delivery] = []
        var released: [HeldReply] = []
        for effect in effects {
            switch effect {
            case .publish(let delivery): deliveries.append(delivery)
            case .releaseReply(let number): state.heldReplies.removeValue(forKey: number).map { released.append($0) }
            }
        }
        outbox.append(deliveries)
        return released
    }

    private func publish(_ delivery: Delivery) {
        publisher.publish(
            OutgoingPush(
                world: key,
                ticket: delivery.ticket,
                topic: delivery.topic,
                payload: delivery.payload,
                qos: delivery.qos,
                isRetained: delivery.isRetained
            )
        )
    }
}
