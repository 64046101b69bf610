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
        var begunReplies: [UInt64: BegunReply] = [:]
        var barriers: [PendingBarrier] = []
        var journalWaiters: [JournalWaiter] = []
        /// When pushes were due that are not acknowledged, by ticket.
        var dueSince: [UInt64: ContinuousClock.Instant] = [:]
        /// Counts resets: a move of the clock that began before one is over.
        var epoch = 0
        /// Taken out of the process.
        var hasEnded = false
    }

    package let tenantCode: String
    package let key: Int
    /// Codes that stand in its topics: its own, and the other one that its dialect may publish under.
    let topicCodes: [String]
    package let limits: CallLimits
    private let dialect: Dialect
    let state: Mutex<State>
    /// Nil where nobody keeps what comes in.
    let recorder: (any InputRecorder)?
    private let outbox = Outbox()
    private let commands = BrokerCommands()
    private let metrics: Metrics
    let surroundings: Simulator.Surroundings
    /// Of the clock at the world's start.
    let startMode: ClockMode
    private let logger: Logger
    let wake: @Sendable (ContinuousClock.Instant) -> Void
    /// Told every token that is given; must not block.
    private let onToken: @Sendable (_ username: String, _ token: String) -> Void

    /// Begins where the replay ended.
    ///
    /// `wake` is told when something is due earlier than it was; it must not block.
    init(
        _ replay: Replay,
        mode: ClockMode,
        key: Int,
        surroundings: Simulator.Surroundings,
        recorder: (any InputRecorder)?,
        metrics: Metrics,
        logger: Logger,
        wake: @escaping @Sendable (ContinuousClock.Instant) -> Void,
        onToken: @escaping @Sendable (_ username: String, _ token: String) -> Void
    ) {
        let configuration = replay.headEnd.configuration
        tenantCode = configuration.tenantCode
        self.key = key
        topicCodes = configuration.topicCodes
        limits = CallLimits(maxMeters: configuration.limits.maxMeters, configuration.dialect)
        dialect = configuration.dialect
        self.surroundings = surroundings
        self.metrics = metrics
        self.onToken = onToken
        self.recorder = recorder
        self.logger = logger
        self.wake = wake
        startMode = mode
        let clock = PacedClock(mode: mode, start: replay.instant, wall: .now)
        state = Mutex(State(headEnd: replay.headEnd, clock: clock))
        _ = outbox.append(replay.owedDeliveries)
        outbox.setSuspended(replay.headEnd.broker.lasts(.down))
    }

    /// Hands on what the broker had not acknowledged when the world was left.
    func publishOwed() {
        for command in read({ headEnd, _ in headEnd.broker.lasting }) { take(command) }
        commands.drain(carryOut)
        outbox.drain(publish)
    }

    /// Answers a call, at once where the scenario does not delay it.
    ///
    /// `send` is called on this thread, the pacer's or the broker's: once, and again where the answer comes in chunks.
    package func answer(_ request: DecodedRequest, send: @escaping ReplySender) {
        let decision: Decision? = act { state, wall in
            let decision = state.headEnd.handle(request, at: state.clock.now(wall: wall))
            notify(of: decision, on: request)
            record(request, decision, at: state.headEnd.now, hasFaults: !state.headEnd.faults.isEmpty)
            guard !state.hasEnded, let number = state.headEnd.hold(decision) else {
                return (decision, decision.effects)
            }
            state.heldReplies[number] = HeldReply(decision: decision, endpoint: request.endpoint, send: send)
            return (nil, decision.effects + state.headEnd.advance(to: state.headEnd.now))
        }
        guard let decision else { return }
        release(HeldReply(decision: decision, endpoint: request.endpoint, send: send))
        if dialect.pushTiming.isImmediate { runDue() }
    }

    /// Under the lock, so that no later token of the user is told first.
    private func notify(of decision: Decision, on request: DecodedRequest) {
        guard case .ready(.token(let token, _, _)) = decision.reply, case .success(.getToken(let user)) = request.call
        else { return }
        onToken(user.username, token)
    }

    private func release(_ held: HeldReply) {
        let reply = OutgoingReply(held.decision, endpoint: held.endpoint, dialect)
        held.send(.answer(reply))
        guard let rest = DrippingReply(reply, held.decision.shape) else { return }
        let isDripping = act { state, _ in
            guard !state.hasEnded else { return (false, []) }
            let number = state.headEnd.holdReply(until: state.headEnd.now + rest.every)
            state.begunReplies[number] = BegunReply(rest: rest, send: held.send)
            return (true, [])
        }
        if !isDripping { held.send(rest.remainder) }
    }

    /// Lets happen what is due on the running clock.
    package func runDue() {
        act { state, wall in ((), state.headEnd.advance(to: state.clock.now(wall: wall))) }
    }

    /// When the pacer has to come by next; nil where nothing is due or the clock stands still.
    package var nextDeadline: ContinuousClock.Instant? {
        state.withLock { state in state.headEnd.nextEvent.flatMap { state.clock.wallInstant(of: $0) } }
    }

    /// Answers that the scenario holds back now.
    package var heldReplyCount: Int { state.withLock { $0.heldReplies.count } }

    /// Whether it was deleted or replaced.
    package var hasEnded: Bool { state.withLock { $0.hasEnded } }

    /// Where its clock is.
    package var now: SimulatedInstant { read { $1.now(wall: .now) } }

    /// The broker has acknowledged a push, or it is known that it never will.
    package func settle(_ ticket: UInt64, failure: String?) {
        guard let settled = state.withLock({ settle(ticket, failure, &$0) }) else { return }
        metrics.countPush(lag: settled.lag)
        for waiter in settled.waiters { waiter.wake() }
        if let deadline = settled.deadline { if deadline <= .now { runDue() } else { wake(deadline) } }
        for barrier in settled.passed { barrier.open(isPassed: true) }
    }

    private struct Settled {
        let lag: Duration?
        let passed: [Barrier]
        let deadline: ContinuousClock.Instant?
        let waiters: [JournalWaiter]
    }

    /// Nil where nobody waits for it any more.
    private func settle(_ ticket: UInt64, _ failure: String?, _ state: inout State) -> Settled? {
        let wall = ContinuousClock.now
        let now = max(state.headEnd.now, state.clock.now(wall: wall))
        guard let planID = state.headEnd.settle(ticket, failure: failure, at: now) else { return nil }
        if let failure { complain(planID, failure) }
        record(.settle(ticket: ticket, failure: failure), at: now)
        let since = state.dueSince.removeValue(forKey: ticket)
        return Settled(
            lag: failure == nil ? since.map { $0.duration(to: wall) } ?? .zero : nil,
            passed: state.countOff(ticket),
            deadline: state.deadlineOfHeldReplies(now),
            waiters: state.takeWaiters()
        )
    }

    /// An MQTT client came, subscribed or went.
    func note(_ client: JournalEntry.ClientNote) {
        state.withLock { state in state.headEnd.recordClient(client, at: state.clock.now(wall: .now)) }
        journalChanged()
    }

    private func complain(_ planID: PlanID, _ failure: String) {
        logger.warning("Push not delivered", metadata: ["plan.id": "\(planID)", "reason": "\(failure)"])
    }

    /// The world is no longer: whoever waits for it is let go.
    func end() {
        let barriers = state.withLock { state in
            state.hasEnded = true
            endOutages(&state)
            return state.takeBarriers()
        }
        releaseReplies()
        for pending in barriers { pending.barrier.open(isPassed: true) }
        commands.drain(carryOut)
        journalChanged()
    }

    /// The broker is as it was, whatever a rule had begun.
    func endOutages(_ state: inout State) {
        for command in state.headEnd.endOutages() { take(command) }
    }

    private func take(_ command: BrokerCommand) {
        if command == .down { outbox.setSuspended(true) }
        if command == .up { outbox.setSuspended(false) }
        commands.append(command)
    }

    private func carryOut(_ command: BrokerCommand) {
        surroundings.brokerControl?.perform(command, tenantCode: tenantCode)
    }

    /// Lets go what the scenario still holds back: at the end of the process.
    func releaseReplies() {
        let (held, begun) = state.withLock { state in
            defer { (state.heldReplies, state.begunReplies) = ([:], [:]) }
            let held = state.heldReplies.sorted { $0.key < $1.key }.map(\.value)
            return (held, state.begunReplies.sorted { $0.key < $1.key }.map(\.value))
        }
        for reply in held { sendAtOnce(reply) }
        for reply in begun { reply.send(reply.rest.remainder) }
        outbox.setSuspended(false)
        outbox.drain(publish)
    }

    /// Also what would drip.
    func sendAtOnce(_ held: HeldReply) {
        let reply = OutgoingReply(held.decision, endpoint: held.endpoint, dialect)
        held.send(.answer(reply))
        if let rest = DrippingReply(reply, held.decision.shape) { held.send(rest.remainder) }
    }

    package func read<Result>(_ body: (borrowing HeadEnd, PacedClock) -> Result) -> Result {
        state.withLock { body($0.headEnd, $0.clock) }
    }

    /// Decides under the lock, then acts outside it.
    @discardableResult
    func act<Result>(_ decide: (inout State, ContinuousClock.Instant) -> (Result, [Effect])) -> Result {
        let (result, released, deadline, waiters) = state.withLock { state in
            let before = state.headEnd.nextEvent
            let wall = ContinuousClock.now
            let (result, decided) = decide(&state, wall)
            let isHeld = !state.heldReplies.isEmpty
            let effects = isHeld ? decided + state.headEnd.advance(to: state.headEnd.now) : decided
            let released = take(effects, at: wall, from: &state)
            let next = state.headEnd.nextEvent
            let isEarlier = next.map { next in before.map { next < $0 } ?? true } ?? false
            let deadline = isEarlier ? next.flatMap { state.clock.wallInstant(of: $0) } : nil
            return (result, released, deadline, state.takeWaiters())
        }
        for waiter in waiters { waiter.wake() }
        if let deadline { wake(deadline) }
        for release in released {
            switch release {
            case .reply(let held): self.release(held)
            case .part(let part, let send): send(part)
            }
        }
        commands.drain(carryOut)
        outbox.drain(publish)
        return result
    }

    /// Called under the lock, which keeps the order.
    func record(_ kind: RecordedInput.Kind, at instant: SimulatedInstant) {
        recorder?.record(RecordedInput(tenantCode: tenantCode, instant: instant, kind: kind))
    }

    /// Rejected calls and questions about history change nothing, but what rules count, the life of a token that use
    /// renews, and the order of pages that are shuffled.
    private func record(
        _ request: DecodedRequest,
        _ decision: Decision,
        at instant: SimulatedInstant,
        hasFaults: Bool
    ) {
        guard recorder != nil else { return }
        let isTraceless = dialect.tokenRenewal != .onUse && !dialect.rowOrder.isShuffled
        if case .ready = decision.reply {} else if !hasFaults, isTraceless { return }
        record(.call(request.endpoint, headerToken: request.headerToken, body: request.body), at: instant)
    }

    private func take(_ effects: [Effect], at wall: ContinuousClock.Instant, from state: inout State) -> [Release] {
        guard !effects.isEmpty else { return [] }
        var deliveries: [Delivery] = []
        var released: [Release] = []
        for effect in effects {
            switch effect {
            case .publish(let delivery):
                state.dueSince[delivery.ticket] = wall
                deliveries.append(delivery)
            case .releaseReply(let number): state.release(number).map { released.append($0) }
            case .broker(let command):
                hand(over: &deliveries, from: &state)
                take(command)
            }
        }
        hand(over: &deliveries, from: &state)
        return released
    }

    private func hand(over deliveries: inout [Delivery], from state: inout State) {
        for refused in outbox.append(deliveries) {
            let now = state.headEnd.now
            let failure = "too much waits for a broker that is down"
            _ = state.headEnd.settle(refused.ticket, failure: failure, at: now)
            state.dueSince[refused.ticket] = nil
            record(.settle(ticket: refused.ticket, failure: failure), at: now)
        }
        deliveries = []
    }

    private func publish(_ delivery: Delivery) {
        surroundings.publisher.publish(
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

extension World.State {
    mutating func takeBarriers() -> [PendingBarrier] {
        defer { barriers = [] }
        return barriers
    }

    mutating func takeHeldReplies() -> [HeldReply] {
        defer { heldReplies = [:] }
        return heldReplies.sorted { $0.key < $1.key }.map(\.value)
    }

    mutating func takeWaiters() -> [JournalWaiter] {
        guard !journalWaiters.isEmpty else { return [] }
        defer { journalWaiters = [] }
        return journalWaiters
    }

    /// When the pacer has to come by for an answer that waited for an acknowledgement; past where one is due.
    fileprivate func deadlineOfHeldReplies(_ now: SimulatedInstant) -> ContinuousClock.Instant? {
        guard !heldReplies.isEmpty, let next = headEnd.nextEvent else { return nil }
        return next <= now ? .now : clock.wallInstant(of: next)
    }

    /// Takes an answer out that is due, or the next part of one.
    fileprivate mutating func release(_ number: UInt64) -> Release? {
        if let held = heldReplies.removeValue(forKey: number) { return .reply(held) }
        guard var begun = begunReplies.removeValue(forKey: number) else { return nil }
        let part = begun.rest.next()
        if !begun.rest.isOver {
            headEnd.continueReply(number, at: headEnd.now + begun.rest.every)
            begunReplies[number] = begun
        }
        return .part(part, begun.send)
    }
}
