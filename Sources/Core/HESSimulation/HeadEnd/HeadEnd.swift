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
    package internal(set) var field: Field
    package internal(set) var journal: Journal
    var spots = SpotReadings()
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

    package init(_ configuration: WorldConfiguration, journal: Journal = Journal()) {
        self.configuration = configuration
        self.journal = journal
        now = configuration.start
        tokens = TokenTable(configuration)
        field = Field(configuration)
        maker = RowMaker(configuration)
        mediumFreeAt = Array(repeating: configuration.start, count: configuration.dcus.count)
    }

    enum Event: Sendable {
        case read(PlanID, position: Int, isTimeout: Bool)
        case push(PlanID)
        case reply(UInt64)
    }

    /// When something happens next, if anything does.
    package var nextEvent: SimulatedInstant? { schedule.nextInstant }

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

    package mutating func handle(_ incoming: Incoming, at instant: SimulatedInstant) -> Decision {
        let effects = advance(to: instant)
        let answeredAt =
            now
            + sample(
                configuration.timing.replyDelay,
                about: incoming.endpoint.rawValue,
                UInt64(bitPattern: now.milliseconds)
            )
        do {
            let reply = try reply(to: incoming, answeredAt: answeredAt)
            recordAnswer(to: incoming.endpoint, reply)
            return Decision(reply: reply, answeredAt: answeredAt, effects: effects)
        } catch {
            journal.record(.http(incoming.endpoint, code: 500, rejection: error, planID: nil), at: now)
            return Decision(reply: .rejected(error), answeredAt: answeredAt, effects: effects)
        }
    }

    /// Notes that an answer waits until `instant`; ``Effect/releaseReply(_:)`` comes with the same number.
    package mutating func holdReply(until instant: SimulatedInstant) -> UInt64 {
        lastReply += 1
        schedule.insert(.reply(lastReply), at: instant)
        return lastReply
    }

    /// The broker took over a delivery, or it is known that it never will.
    ///
    /// - Returns: the plan whose delivery was still out; nil where it was not.
    package mutating func settle(_ ticket: UInt64, failure: String?, at instant: SimulatedInstant) -> PlanID? {
        guard let planID = unacknowledged.removeValue(forKey: ticket) else { return nil }
        guard let failure else {
            journal.record(.puback(planID, ticket: ticket), at: max(now, instant))
            return planID
        }
        journal.record(.pushFailed(planID, ticket: ticket, reason: failure), at: max(now, instant))
        if let endpoint = plans.endpoint(of: planID) {
            journal.record(.plan(planID, endpoint, .failed), at: max(now, instant))
        }
        plans.fail(planID)
        return planID
    }

    /// Notes that somebody moved the clock or changed its pace.
    package mutating func recordClock(_ what: String) {
        journal.record(.clock(what), at: now)
    }

    private mutating func happen(_ event: Event, _ effects: inout [Effect]) {
        switch event {
        case .read(let planID, let position, let isTimeout): read(planID, position, isTimeout: isTimeout)
        case .push(let planID): publish(planID, &effects)
        case .reply(let number): effects.append(.releaseReply(number))
        }
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
