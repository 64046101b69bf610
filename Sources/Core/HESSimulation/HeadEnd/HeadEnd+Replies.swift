import HESContract
import SimulationKernel

/// A call while rules are armed.
extension HeadEnd {
    mutating func handleWithFaults(
        _ request: DecodedRequest,
        _ delay: SimulatedDuration,
        _ earlier: [Effect]
    ) -> Decision {
        var effects = earlier
        let token = (try? request.token(in: configuration.dialect.tokenPlace)) ?? nil
        let username = token.flatMap { tokens.username(of: $0, at: now) }
        let call = RuleCall(request, username: username, zone: configuration.zone, at: now)
        var context = CallContext(request, call: call, answeredAt: now + delay)
        actOnSessions(&context, call, isBeforeCall: true, &effects)
        let shape = shape(of: &context, call, delay)
        context.answeredAt = now + shape.delay
        let reply = shape.isExecuted ? decide(&context, &effects) : untouched(by: call, shape)
        if shape.isExecuted { remember(reply, of: call.endpoint) }
        actOnSessions(&context, call, isBeforeCall: false, &effects)
        actOnBroker(&context, call, &effects)
        var decision = Decision(reply: reply, answeredAt: context.answeredAt, effects: effects, shape: shape)
        decision.waitForPush(context.lead)
        return decision
    }

    private mutating func shape(
        of context: inout CallContext,
        _ call: RuleCall,
        _ delay: SimulatedDuration
    ) -> ReplyShape {
        let previous = lastReplies[call.endpoint] != nil
        let chance = SeededHash(seed: configuration.seed).about("reply").about(call.subject.value)
            .about(UInt64(bitPattern: now.milliseconds))
        var shape = ReplyShape(delay: delay, chance: chance, hasPrevious: previous)
        for hit in hits(on: call, &context.decisions, at: now, planID: nil, \.reply) { hit.effect.change(&shape) }
        return shape
    }

    /// The answer to a call that was not carried out; its bytes are the shape's.
    private mutating func untouched(by call: RuleCall, _ shape: ReplyShape) -> Decision.Reply {
        if case .previous = shape.body, let previous = lastReplies[call.endpoint] {
            journal.record(.http(call.endpoint, code: 200, rejection: nil, planID: nil), at: now)
            return previous
        }
        journal.record(.http(call.endpoint, code: shape.toldCode, rejection: nil, planID: nil), at: now)
        return .ready(.failure(.systemBusy))
    }

    private mutating func remember(_ reply: Decision.Reply, of endpoint: Endpoint) {
        if case .rejected = reply { return }
        lastReplies[endpoint] = reply
    }
}

extension ReplyShape {
    /// The code of the envelope, or of HTTP where there is no envelope; 0 where there is no answer.
    fileprivate var toldCode: Int {
        if case .whole = transport {
            if case .failure(let code, _) = body { return code }
            return status
        }
        return 0
    }
}
