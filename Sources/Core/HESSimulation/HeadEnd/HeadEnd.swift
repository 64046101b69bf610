package import HESContract
package import SimulationKernel

/// One tenant's head-end system: a synchronous state machine that is told the instant and says what to do.
///
/// It holds no clock, no lock and no socket. Instants never go back: a call that comes with an earlier one than the last
/// is taken to come at the last.
package struct HeadEnd: Sendable {
    package let configuration: WorldConfiguration
    package internal(set) var now: SimulatedInstant
    package internal(set) var tokens: TokenTable
    package internal(set) var field: MeterPlant
    package internal(set) var journal: Journal
    var spots = SpotReadings()
    /// Rows that real-time reads brought and that are not in history yet.
    var lateBackfills = 0
    /// Pages asked for so far.
    var historyCount: UInt64 = 0
    package internal(set) var plans = PlanBook()
    var schedule = Schedule<Event>()
    let maker: RowMaker
    var lastPlanID: PlanID?
    package internal(set) var lastTicket: UInt64 = 0
    var lastReply: UInt64 = 0
    /// When each DCU's medium is free again.
    var mediumFreeAt: [SimulatedInstant]
    /// Deliveries handed out and not yet acknowledged.
    package internal(set) var unacknowledged: [UInt64: PlanID] = [:]
    package internal(set) var readsInFlight = 0
    package internal(set) var faults = ArmedRules()
    /// The last answers, by endpoint; kept once a rule may ask for them.
    var lastReplies: [Endpoint: Decision.Reply] = [:]
    /// Tickets of other plans' pushes that a rule put around one.
    var foreignTickets: Set<UInt64> = []
    /// Answers that wait for the acknowledgement of a push.
    var repliesAfterPush: [PlanID: ReplyAfterPush] = [:]
    /// Messages that a rule delays, by number.
    var delayedMessages: [UInt64: PendingMessage] = [:]
    /// Messages that wait for other plans' pushes.
    var heldMessages: [UInt64] = []
    var lastMessage: UInt64 = 0
    package internal(set) var broker = BrokerOutages()

    package init(_ configuration: WorldConfiguration, journal: Journal = Journal()) {
        self.configuration = configuration
        self.journal = journal
        now = configuration.start
        tokens = TokenTable(configuration)
        field = MeterPlant(configuration)
        maker = RowMaker(configuration)
        mediumFreeAt = Array(repeating: configuration.start, count: configuration.dcus.count)
        for (index, event) in configuration.events.enumerated() {
            field.foresee(event, start: now)
            schedule.insert(.field(index), at: max(now, event.at))
        }
        for rule in configuration.faults { arm(rule) }
    }

    enum Event: Sendable {
        case read(PlanID, position: Int, isTimeout: Bool)
        case push(PlanID)
        case reply(UInt64)
        /// One of the configuration's events, by its index.
        case field(Int)
        /// A rule that happens by itself, by its serial.
        case rule(Int)
        case revoke([String])
        case message(UInt64)
        case broker(BrokerOutages.Kind)
        case backfill(Backfill)
    }

    /// When something happens next, if anything does.
    package var nextEvent: SimulatedInstant? { schedule.nextInstant }

    /// Whether messages of published plans are still to leave.
    package var hasPendingMessages: Bool { !delayedMessages.isEmpty }

    package var scheduledCount: Int { schedule.count }

    /// Lets everything happen that is due by `instant`, in order.
    package mutating func advance(to instant: SimulatedInstant) -> [Effect] {
        var effects: [Effect] = []
        while let (due, event) = schedule.popNext(dueBy: instant) {
            now = max(now, due)
            happen(event, &effects)
        }
        now = max(now, instant)
        return effects
    }

    package mutating func handle(_ request: DecodedRequest, at instant: SimulatedInstant) -> Decision {
        var effects = advance(to: instant)
        let delay = sample(
            configuration.timing.replyDelay,
            about: request.endpoint.rawValue,
            UInt64(bitPattern: now.milliseconds)
        )
        guard faults.isEmpty else { return handleWithFaults(request, delay, effects) }
        var context = CallContext(request, call: nil, answeredAt: now + delay)
        let reply = decide(&context, &effects)
        var decision = Decision(reply: reply, answeredAt: context.answeredAt, effects: effects)
        decision.waitForPush(context.lead)
        return decision
    }

    /// Carries a call out and notes what it was told.
    mutating func decide(_ context: inout CallContext, _ effects: inout [Effect]) -> Decision.Reply {
        do {
            let reply = try reply(to: &context, &effects)
            recordAnswer(to: context.request.endpoint, reply)
            return reply
        } catch {
            let code = configuration.dialect.code(of: error.failure)
            journal.record(.http(context.request.endpoint, code: code, rejection: error, planID: nil), at: now)
            return .rejected(error)
        }
    }

    /// Holds an answer back that does not leave at once.
    ///
    /// - Returns: its number; nil for one that leaves now.
    package mutating func hold(_ decision: Decision) -> UInt64? {
        if let (planID, lead) = decision.waitsForPush { return holdReply(untilPushOf: planID, lead: lead) }
        return decision.answeredAt > now ? holdReply(until: decision.answeredAt) : nil
    }

    /// ``Effect/releaseReply(_:)`` comes with the same number.
    package mutating func holdReply(until instant: SimulatedInstant) -> UInt64 {
        lastReply += 1
        schedule.insert(.reply(lastReply), at: instant)
        return lastReply
    }

    /// Notes that a part of an answer is due later.
    package mutating func continueReply(_ number: UInt64, at instant: SimulatedInstant) {
        schedule.insert(.reply(number), at: instant)
    }

    /// Notes that an answer waits for the broker's acknowledgement of a plan's push.
    private mutating func holdReply(untilPushOf planID: PlanID, lead: SimulatedDuration) -> UInt64 {
        lastReply += 1
        repliesAfterPush[planID] = ReplyAfterPush(number: lastReply, lead: lead)
        if !isPushAhead(of: planID) { releaseReply(afterPushOf: planID) }
        return lastReply
    }

    /// The broker took over a delivery, or it is known that it never will.
    ///
    /// - Returns: the plan whose delivery was still out; nil where it was not.
    package mutating func settle(_ ticket: UInt64, failure: String?, at instant: SimulatedInstant) -> PlanID? {
        guard let planID = unacknowledged.removeValue(forKey: ticket) else { return nil }
        let moment = max(now, instant)
        let isForeign = foreignTickets.remove(ticket) != nil
        if !isForeign, !repliesAfterPush.isEmpty, !isPushUnacknowledged(of: planID) {
            releaseReply(afterPushOf: planID, at: moment)
        }
        guard let failure else {
            journal.record(.puback(planID, ticket: ticket), at: moment)
            return planID
        }
        journal.record(.pushFailed(planID, ticket: ticket, reason: failure), at: moment)
        if let endpoint = plans.endpoint(of: planID) {
            journal.record(.plan(planID, endpoint, .failed), at: moment)
        }
        plans.fail(planID)
        return planID
    }

    /// Notes that somebody moved the clock or changed its pace.
    package mutating func recordClock(_ what: String) {
        journal.record(.clock(what), at: now)
    }

    /// Notes that an MQTT client came, subscribed or went.
    package mutating func recordClient(_ note: JournalEntry.ClientNote, at instant: SimulatedInstant) {
        journal.record(.client(note), at: max(now, instant))
    }

    private mutating func happen(_ event: Event, _ effects: inout [Effect]) {
        switch event {
        case .read(let planID, let position, let isTimeout): read(planID, position, isTimeout: isTimeout)
        case .push(let planID): publish(planID, &effects)
        case .reply(let number): effects.append(.releaseReply(number))
        case .field(let index): take(configuration.events[index])
        case .rule(let serial): happen(ruleWithSerial: serial, &effects)
        case .revoke(let usernames): tokens.revoke(usernames)
        case .message(let number): emitMessage(number, &effects)
        case .broker(let kind): endOutage(kind, &effects)
        case .backfill(let brought):
            lateBackfills -= 1
            take(brought)
        }
    }

    private mutating func take(_ event: FieldEvent) {
        field.take(event)
        journal.record(.field(event.kind.name, devAddr: event.kind.devAddr), at: now)
    }

    private mutating func recordAnswer(to endpoint: Endpoint, _ reply: Decision.Reply) {
        var planID: PlanID?
        if case .ready(.plan(let made, _)) = reply { planID = made }
        journal.record(.http(endpoint, code: 200, rejection: nil, planID: planID), at: now)
    }

    /// A random span that depends on the seed and on what it is about, never on what was drawn before.
    func sample(
        _ distribution: Distribution,
        about subject: String,
        _ word: UInt64,
        _ text: String = ""
    ) -> SimulatedDuration {
        if case .constant(let duration) = distribution { return duration }
        return distribution.sample(SeededHash(seed: configuration.seed).about(subject).about(word).about(text))
    }
}

/// A call under way through the head-end.
struct CallContext {
    let request: DecodedRequest
    /// Nil where no rule is armed.
    var call: RuleCall?
    var decisions = RuleDecisions()
    var answeredAt: SimulatedInstant
    /// The plan's push goes first, and the answer so long after its acknowledgement.
    var lead: SimulatedDuration?

    init(_ request: DecodedRequest, call: RuleCall?, answeredAt: SimulatedInstant) {
        self.request = request
        self.call = call
        self.answeredAt = answeredAt
    }
}

struct ReplyAfterPush: Sendable {
    let number: UInt64
    let lead: SimulatedDuration
}
