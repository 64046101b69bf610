import HESContract
import SimulationKernel

/// The effects of armed rules on a call and on the reads and pushes of its plan, and those of timed rules.
extension HeadEnd {
    /// `delay` is the answer's before rules change it.
    mutating func replyUnderRules(to context: inout CallContext, delay: SimulatedDuration) -> Decision.Reply {
        let request = context.request
        // A token in the wrong form counts as none here; the call is rejected for it later.
        let token = (try? request.token(in: configuration.dialect.tokenPlace)) ?? nil
        let username = token.flatMap { tokens.username(of: $0, at: now) }
        let call = RuleCall(request, username: username, zone: configuration.zone, at: now)
        context.ruled = RuledCall(call)
        actOnSessions(for: &context, isBeforeCall: true)
        // The shape comes before the call, because it decides whether the call is carried out and when a plan's answer leaves.
        let shape = shape(of: call, for: &context, delay: delay)
        context.shape = shape
        context.answeredAt = now + shape.delay
        let reply = shape.isExecuted ? carryOut(&context) : replyWithoutCarryingOut(call, shape: shape, for: &context)
        if shape.isExecuted { replies.remember(reply, of: call.endpoint) }
        actOnSessions(for: &context, isBeforeCall: false)
        actOnBroker(for: &context)
        return reply
    }

    private mutating func shape(
        of call: RuleCall,
        for context: inout CallContext,
        delay: SimulatedDuration
    ) -> ReplyShape {
        let chance = SeededHash(seed: configuration.seed).about("reply").about(call.subject.value)
            .about(UInt64(bitPattern: now.milliseconds))
        let hasPrevious = replies.lastAnswer(of: call.endpoint) != nil
        var shape = ReplyShape(delay: delay, chance: chance, hasPrevious: hasPrevious)
        for hit in hits(on: &context.ruled, asked: .init(instant: now), pick: \.reply) { hit.effect.change(&shape) }
        return shape
    }

    /// The answer to a call that is not carried out; its bytes come from `shape`.
    private mutating func replyWithoutCarryingOut(
        _ call: RuleCall,
        shape: ReplyShape,
        for context: inout CallContext
    ) -> Decision.Reply {
        context.user = call.username
        if case .previous = shape.body, let previous = replies.lastAnswer(of: call.endpoint) {
            record(&context, code: 200)
            return previous
        }
        record(&context, code: shape.recordedCode)
        return .ready(.failure(.systemBusy))
    }

    // MARK: Effects by layer

    /// The effects of one layer that hit a call; empty if `ruled` is nil.
    mutating func hits<Effect>(
        on ruled: inout RuledCall?,
        asked question: ArmedRules.Question,
        pick: (FaultEffect) -> Effect?
    ) -> [(rule: FaultRule, effect: Effect)] {
        guard !rules.isEmpty, var call = ruled else { return [] }
        defer { ruled = call }
        return rules.hits(on: &call, asked: question, in: plant, on: &timeline, pick: pick)
    }

    /// The faults in a meter's rows for one call.
    mutating func rowFaults(
        hitting ruled: inout RuledCall?,
        asked question: ArmedRules.Question
    ) -> [RowFault] {
        hits(on: &ruled, asked: question, pick: \.rows).map {
            RowFault($0.effect, of: $0.rule, chance: rules.chance(of: $0.rule))
        }
    }

    /// The faults in a meter's rows that a plan reads now; the plan keeps the decisions of its rules.
    mutating func planRowFaults(of devAddr: String, in id: PlanID, for work: Plan.Work) -> [RowFault] {
        guard !rules.isEmpty, var ruled = plans.ruledCall(of: id) else { return [] }
        // A reading is stamped with the instant of the read, not of the call.
        if ruled.call.endpoint == .readSingle { ruled.call.rows = now...now }
        if ruled.call.rows == nil, case .readFrozen(_, let window) = work {
            ruled.call.rows = RuleCall.span(of: window, in: configuration.zone)
        }
        var asked: RuledCall? = ruled
        let faults = rowFaults(hitting: &asked, asked: .init(instant: now, planID: id, devAddr: devAddr))
        if let asked { plans.keep(asked.decisions, of: id) }
        return faults
    }

    /// One meter's read after the field effects of the rules that hit it at `instant`.
    mutating func changed(
        _ read: MeterRead,
        of devAddr: String,
        in id: PlanID,
        at instant: SimulatedInstant
    ) -> MeterRead {
        guard !rules.isEmpty, var ruled = plans.ruledCall(of: id) else { return read }
        let question = ArmedRules.Question(instant: instant, planID: id, devAddr: devAddr)
        let hits = rules.hits(on: &ruled, asked: question, in: plant, on: &timeline, pick: \.field)
        plans.keep(ruled.decisions, of: id)
        return hits.reduce(into: read) { read, hit in
            read.chance = rules.chance(of: hit.rule).about(UInt64(bitPattern: id.ordinal)).about(devAddr)
            hit.effect.change(&read)
        }
    }

    /// The most messages of one plan; rules multiply one another's messages, and the excess is dropped.
    static let mostMessages = 20_000

    /// The most messages of a plan, or of each unit of one.
    func mostMessages(of plan: Plan) -> Int { max(1, Self.mostMessages / max(1, plan.unit?.count ?? 1)) }

    mutating func change(_ messages: inout [PushMessage], of result: PlanResult) {
        let id = result.plan.id
        let mostMessages = mostMessages(of: result.plan)
        // A plan that goes on has the decisions of its earlier units.
        var ruled = plans.ruledCall(of: id) ?? result.plan.ruledCall
        let question = ArmedRules.Question(instant: now, planID: id)
        for hit in rules.hits(on: &ruled, asked: question, in: plant, on: &timeline, pick: \.push) {
            let chance = rules.chance(of: hit.rule).about(UInt64(bitPattern: id.ordinal))
            let plan = PushedPlan(result: result, tenantCode: configuration.tenantCode, chance: chance)
            hit.effect.change(&messages, of: plan)
            guard messages.count > mostMessages else { continue }
            let reason = "rule '\(hit.rule.id)' made \(messages.count) messages of it; \(mostMessages) leave"
            timeline.record(.pushFailed(id, ticket: 0, reason: reason))
            messages.removeLast(messages.count - mostMessages)
        }
        plans.keep(ruled.decisions, of: id)
    }

    // MARK: Sessions and broker

    private mutating func actOnSessions(for context: inout CallContext, isBeforeCall: Bool) {
        guard var ruled = context.ruled else { return }
        for index in rules.all.indices {
            let rule = rules.all[index].rule
            guard case .session(let action) = rule.effect, !rule.isTimed,
                action.isBefore(context.endpoint) == isBeforeCall,
                rules.isHit(index, on: &ruled, asked: .init(instant: now), in: plant, on: &timeline)
            else { continue }
            perform(action, users: ruled.call.username.map { [$0] })
        }
        context.ruled = ruled
    }

    private mutating func actOnBroker(for context: inout CallContext) {
        guard var ruled = context.ruled else { return }
        for index in rules.all.indices {
            let rule = rules.all[index].rule
            guard case .broker(let action) = rule.effect, !rule.isTimed,
                rules.isHit(index, on: &ruled, asked: .init(instant: now), in: plant, on: &timeline)
            else { continue }
            broker.perform(action, on: &timeline)
        }
        context.ruled = ruled
    }

    mutating func fireRule(serial: Int) {
        guard let rule = rules.fire(serial: serial, on: &timeline) else { return }
        switch rule.effect {
        case .session(let action): perform(action, users: rule.match.users)
        case .broker(let action): broker.perform(action, on: &timeline)
        case .field, .rows, .reply, .push: break
        }
    }

    /// `users` is nil if the call's token is not valid; an empty list means all users.
    private mutating func perform(_ action: SessionAction, users: [String]?) {
        switch action {
        case .restart:
            tokens.revokeAll()
            replies.forgetAnswers()
            forgetPlans()
        case .revokeTokens(let after):
            guard let users else { return }
            if after > .zero { timeline.schedule(.revoke(users), at: now + after) } else { tokens.revoke(users) }
        case .expireTokens(let after):
            for user in users ?? [] { tokens.limitLife(of: user, to: now + after, since: now) }
        }
    }
}

extension SessionAction {
    /// A token that is revoked at once is already invalid for the call that carries it.
    fileprivate func isBefore(_ endpoint: Endpoint) -> Bool {
        if case .revokeTokens(let after) = self { return after == .zero && endpoint != .getToken }
        return false
    }
}

extension ReplyShape {
    /// The code of the envelope, or of HTTP for an answer without envelope; 0 for no answer.
    fileprivate var recordedCode: Int {
        if case .whole = transport {
            if case .failure(let code, _) = body { return code }
            return status
        }
        return 0
    }
}
