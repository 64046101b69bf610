import HESContract
import SimulationKernel

/// A message that is decided and does not leave yet.
struct PendingMessage: Sendable {
    var message: PushMessage
    let plan: Plan
    /// The plan counts as published with its first message.
    let isFirst: Bool
}

/// From a plan that has its results to messages that leave.
extension HeadEnd {
    mutating func publish(_ id: PlanID, _ effects: inout [Effect]) {
        guard let plan = plans.end(id) else { return }
        var messages = messages(of: plan)
        if !faults.isEmpty { change(&messages, of: plan, plan.callForRules) }
        guard !messages.isEmpty else { return drop(plan) }
        for (index, message) in messages.enumerated() {
            let pending = PendingMessage(message: message, plan: plan, isFirst: index == 0)
            if message.delay == .zero, message.waitsForOthers == 0 {
                emit(pending, &effects)
            } else {
                put(pending)
            }
        }
    }

    /// As the dialect has them.
    private func messages(of plan: Plan) -> [PushMessage] {
        let dialect = configuration.dialect
        let topic = dialect.topic(of: plan.id, endpoint: plan.endpoint, tenantCode: configuration.tenantCode)
        var message = PushMessage(topic: topic)
        message.qos = Int(dialect.pushQoS.rawValue) ?? 1
        message.isRetained = dialect.pushRetain.isRetained
        let count = min(Self.dialectParts, plan.meters.count)
        guard dialect.pushParts.areSeveral, count > 1 else { return [message] }
        return (0..<count).map { index in
            var part = message
            part.parts = [PushMessage.Part(index: index, of: count)]
            if dialect.pushParts.haveTopicsOfTheirOwn { part.topic += "/\(index + 1)" }
            return part
        }
    }

    /// Of `pushParts`, where a plan has as many meters.
    private static let dialectParts = 3

    private mutating func change(_ messages: inout [PushMessage], of plan: Plan, _ call: RuleCall) {
        var decisions = plan.decisions
        for hit in hits(on: call, &decisions, at: now, planID: plan.id, \.push) {
            let pushed = PushedPlan(
                id: plan.id,
                tenantCode: configuration.tenantCode,
                endpoint: plan.endpoint,
                dialect: configuration.dialect,
                meterCount: plan.meters.count,
                chance: chance(hit.rule).about(UInt64(bitPattern: plan.id.ordinal))
            )
            hit.effect.change(&messages, of: pushed)
            limit(&messages, of: plan, hit.rule)
        }
    }

    /// Rules multiply one another's messages; what is over the bound does not leave, and the journal says so.
    private mutating func limit(_ messages: inout [PushMessage], of plan: Plan, _ rule: FaultRule) {
        guard messages.count > Self.mostMessages else { return }
        let reason = "rule '\(rule.id)' made \(messages.count) messages of it; \(Self.mostMessages) leave"
        journal.record(.pushFailed(plan.id, ticket: 0, reason: reason), at: now)
        messages.removeLast(messages.count - Self.mostMessages)
    }

    /// Of one plan.
    private static let mostMessages = 20_000

    /// A rule swallowed the result: the journal says so.
    private mutating func drop(_ plan: Plan) {
        plans.fail(plan.id)
        journal.record(.plan(plan.id, plan.endpoint, .failed), at: now)
        releaseReply(afterPushOf: plan.id)
    }

    private mutating func put(_ pending: PendingMessage) {
        lastMessage += 1
        delayedMessages[lastMessage] = pending
        let delay = pending.message.waitsForOthers > 0 ? Self.longestHold : pending.message.delay
        if pending.message.waitsForOthers > 0 { heldMessages.append(lastMessage) }
        schedule.insert(.message(lastMessage), at: now + delay)
    }

    mutating func emitMessage(_ number: UInt64, _ effects: inout [Effect]) {
        guard let pending = delayedMessages.removeValue(forKey: number) else { return }
        heldMessages.removeAll { $0 == number }
        emit(pending, &effects)
    }

    private mutating func emit(_ pending: PendingMessage, _ effects: inout [Effect]) {
        let plan = pending.plan
        lastTicket += 1
        unacknowledged[lastTicket] = plan.id
        if pending.message.isForeign { foreignTickets.insert(lastTicket) }
        journal.record(.push(plan.id, topic: pending.message.topic, ticket: lastTicket), at: now)
        if pending.isFirst { journal.record(.plan(plan.id, plan.endpoint, .published), at: now) }
        effects.append(
            .publish(
                Delivery(
                    ticket: lastTicket,
                    message: pending.message,
                    plan: plan,
                    maker: maker,
                    zone: configuration.zone,
                    dialect: configuration.dialect
                )
            )
        )
        if pending.isFirst { countForHeldMessages(&effects, except: plan.id) }
    }

    /// Another plan's push has left: what waited for that many goes after it.
    private mutating func countForHeldMessages(_ effects: inout [Effect], except id: PlanID) {
        for number in heldMessages where delayedMessages[number]?.plan.id != id {
            delayedMessages[number]?.message.waitsForOthers -= 1
            if delayedMessages[number]?.message.waitsForOthers == 0 { emitMessage(number, &effects) }
        }
    }

    /// The answer that waited for the push goes, whatever became of the push.
    mutating func releaseReply(afterPushOf id: PlanID, at instant: SimulatedInstant? = nil) {
        guard let waiting = repliesAfterPush.removeValue(forKey: id) else { return }
        schedule.insert(.reply(waiting.number), at: (instant ?? now) + waiting.lead)
    }

    /// Of what has left for the broker; a copy that comes later is not waited for.
    func isPushUnacknowledged(of id: PlanID) -> Bool {
        unacknowledged.contains { $0.value == id && !foreignTickets.contains($0.key) }
    }

    func isPushAhead(of id: PlanID) -> Bool {
        plans.inFlight[id] != nil || unacknowledged.values.contains(id)
            || delayedMessages.values.contains { $0.plan.id == id }
    }

    private static let longestHold = SimulatedDuration.hours(1)
}
