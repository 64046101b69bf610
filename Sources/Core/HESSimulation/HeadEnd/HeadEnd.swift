package import HESContract
package import SimulationKernel

/// One tenant's head-end system, a synchronous state machine: it takes an input with its instant and returns effects.
///
/// It holds no clock, no lock and no socket. Instants never decrease: a call with an earlier instant than the last
/// is handled at the last. The parts keep their state private; this type and its extensions define the order in which
/// the parts are called.
package struct HeadEnd: Sendable {
    package let configuration: WorldConfiguration
    package internal(set) var tokens: TokenTable
    package internal(set) var plant: MeterPlant
    package internal(set) var plans: PlanEngine
    package internal(set) var pushes = PushQueue()
    package internal(set) var rules: ArmedRules
    package internal(set) var broker = BrokerOutages()
    /// How often the world has begun anew; see ``HighWater/life``.
    package internal(set) var life: Int64 = 0
    /// What the control API made happen to the field, in order.
    package internal(set) var happened: [HappenedEvent] = []
    var replies = ReplyQueue()
    var history: HistoryStore
    var timeline: Timeline
    let maker: RowMaker

    package init(_ configuration: WorldConfiguration, journal: Journal = Journal()) {
        self.configuration = configuration
        tokens = TokenTable(configuration)
        plant = MeterPlant(configuration)
        plans = PlanEngine(configuration)
        rules = ArmedRules(configuration)
        history = HistoryStore(configuration)
        timeline = Timeline(start: configuration.start, journal: journal)
        maker = RowMaker(configuration)
        for (index, event) in configuration.events.enumerated() {
            plant.foresee(event, start: now)
            timeline.schedule(.field(index), at: max(now, event.at))
        }
        armScenarioRules()
    }

    /// A scheduled event.
    enum Event: Codable, Sendable {
        case read(PlanEngine.Read, failure: ReadFailure?)
        case push(PlanID)
        /// Of one unit of a plan.
        case unit(PlanID, Int)
        case reply(UInt64)
        /// One of the configuration's events, by its index.
        case field(Int)
        /// A timed rule, by its serial.
        case rule(Int)
        case revoke([String])
        case message(UInt64)
        case broker(BrokerOutages.Kind)
        case backfill(Backfill)
    }

    package var now: SimulatedInstant { timeline.now }
    package var journal: Journal { timeline.journal }
    /// When the next event is due; nil if none is scheduled.
    package var nextEvent: SimulatedInstant? { timeline.nextInstant }
    /// Number of scheduled events.
    package var scheduledCount: Int { timeline.scheduledCount }

    // MARK: Time

    /// Fires everything that is due by `instant`, in order.
    package mutating func advance(to instant: SimulatedInstant) -> [Effect] {
        fireEvents(dueBy: instant)
        timeline.move(to: instant)
        return timeline.takeEffects()
    }

    /// Fires every event due by `instant`; their effects stay in the timeline.
    mutating func fireEvents(dueBy instant: SimulatedInstant) {
        while let event = timeline.popNext(dueBy: instant) { fire(event) }
    }

    private mutating func fire(_ event: Event) {
        switch event {
        case .read(let read, let failure): endRead(read, failure: failure)
        case .push(let planID): publish(planID)
        case .unit(let planID, let unit): publish(unit: unit, of: planID)
        case .reply(let number): replies.fire(number, on: &timeline)
        case .field(let index): apply(configuration.events[index])
        case .rule(let serial): fireRule(serial: serial)
        case .revoke(let usernames): tokens.revoke(usernames)
        case .message(let number): pushes.sendDelayed(number, on: &timeline)
        case .broker(let kind): broker.end(kind, on: &timeline)
        case .backfill(let backfill): history.applyLate(backfill, to: &plant, at: now)
        }
    }

    mutating func apply(_ event: FieldEvent) {
        plant.apply(event)
        timeline.record(.field(event.kind.name, devAddr: event.kind.devAddr, dcuNo: event.kind.dcuNo))
    }

    // MARK: Calls

    /// Decides about a call; without `mayHold` its answer leaves at once, even if the scenario delays it.
    package mutating func decide(_ request: DecodedRequest, at instant: SimulatedInstant, mayHold: Bool) -> Decision {
        fireEvents(dueBy: instant)
        timeline.move(to: instant)
        let delay = configuration.sample(
            configuration.timing.replyDelay,
            about: request.endpoint.rawValue,
            of: UInt64(bitPattern: now.milliseconds)
        )
        var context = CallContext(request, answeredAt: now + delay)
        let reply = rules.isEmpty ? carryOut(&context) : replyUnderRules(to: &context, delay: delay)
        var decision = Decision(endpoint: context.endpoint, reply: reply, shape: context.shape)
        decision.effects = timeline.takeEffects()
        if mayHold { decision.heldNumber = hold(reply, of: context) }
        decision.isInput = leavesTrace(reply)
        (decision.entry, decision.user) = (context.entry, context.user)
        if case .ready(.plan) = reply { decision.isPushDue = configuration.dialect.pushTiming.isImmediate }
        return decision
    }

    /// Rejected calls and questions about history change nothing, except what rules count, the life of a token that use
    /// renews, and the order of pages that are shuffled.
    private func leavesTrace(_ reply: Decision.Reply) -> Bool {
        if case .ready = reply { return true }
        let dialect = configuration.dialect
        return !rules.isEmpty || dialect.tokenRenewal == .onUse || dialect.rowOrder.isShuffled
    }

    /// Carries a call out and records its answer.
    mutating func carryOut(_ context: inout CallContext) -> Decision.Reply {
        do {
            let reply = try reply(to: &context)
            var planID: PlanID?
            if case .ready(.plan(let made, _)) = reply { planID = made }
            record(&context, code: 200, planID: planID)
            return reply
        } catch {
            record(&context, code: configuration.dialect.code(of: error.failure), rejection: error)
            return .rejected(error)
        }
    }

    /// Notes in the journal what was asked and what is answered.
    mutating func record(
        _ context: inout CallContext,
        code: Int,
        rejection: Rejection? = nil,
        planID: PlanID? = nil
    ) {
        let status = status(of: rejection, shape: context.shape)
        var note = JournalEntry.HTTPNote(context.request, user: context.user, status: status, code: code)
        (note.rejection, note.planID) = (rejection, planID)
        context.entry = timeline.record(.http(note))
    }

    /// The HTTP status that leaves; nil if no answer does.
    private func status(of rejection: Rejection?, shape: ReplyShape?) -> Int? {
        let decided = rejection.map { configuration.dialect.httpStatus(of: $0.failure) } ?? 200
        guard let shape else { return decided }
        switch (shape.transport, shape.body) {
        case (.reset, _), (.hang, _): return nil
        case (_, .decided): return rejection == nil ? shape.status : decided
        case (_, _): return shape.status
        }
    }

    // MARK: Answers that leave later

    /// Holds an answer that does not leave at once.
    ///
    /// - Returns: its number; nil if it leaves now.
    private mutating func hold(_ reply: Decision.Reply, of context: CallContext) -> UInt64? {
        guard let lead = context.lead, case .ready(.plan(let planID, _)) = reply else {
            return context.answeredAt > now ? replies.hold(until: context.answeredAt, on: &timeline) : nil
        }
        let number = replies.hold(untilPushOf: planID, lead: lead)
        let isPushAhead = plans.inFlight[planID] != nil || pushes.holdsPush(of: planID)
        if !isPushAhead { replies.release(afterPushOf: planID, at: now, on: &timeline) }
        return number
    }

    /// Schedules `count` parts of an answer that drips, each ``Effect/releaseReply(_:)`` with the number returned.
    package mutating func holdReply(every interval: SimulatedDuration, count: Int) -> UInt64 {
        replies.hold(every: interval, count: count, on: &timeline)
    }

    // MARK: The broker

    /// Records that the broker acknowledged a push, or that it never will.
    ///
    /// - Returns: the push's plan; nil if no push with this ticket is unacknowledged.
    package mutating func settle(_ ticket: UInt64, failure: String?, at instant: SimulatedInstant) -> PlanID? {
        guard let (planID, isForeign) = pushes.settle(ticket) else { return nil }
        // The last condition walks over all unacknowledged pushes, so the cheap ones come first.
        if !isForeign, replies.hasAnswersAfterPush, plans.inFlight[planID] == nil, !pushes.isUnacknowledged(planID) {
            replies.release(afterPushOf: planID, at: max(now, instant), on: &timeline)
        }
        guard let failure else {
            timeline.record(.puback(planID, ticket: ticket), at: instant)
            return planID
        }
        lose(ticket, of: planID, reason: failure, at: instant)
        return planID
    }

    /// Records that a push is lost, whether the broker acknowledged it or not: its plan has failed.
    package mutating func lose(_ ticket: UInt64, of planID: PlanID, reason: String, at instant: SimulatedInstant) {
        timeline.record(.pushFailed(planID, ticket: ticket, reason: reason), at: instant)
        if plans.note(loss: reason, of: planID) { return }
        if let endpoint = plans.endpoint(of: planID) { timeline.record(.plan(planID, endpoint, .failed), at: instant) }
        plans.fail(planID, because: reason, at: max(now, instant))
    }
}
