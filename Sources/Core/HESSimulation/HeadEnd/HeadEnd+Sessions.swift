import HESContract
import SimulationKernel

/// Faults of sessions and of the broker: upon a call, or by themselves.
extension HeadEnd {
    mutating func actOnSessions(
        _ context: inout CallContext,
        _ call: RuleCall,
        isBeforeCall: Bool,
        _ effects: inout [Effect]
    ) {
        for index in faults.rules.indices {
            let rule = faults.rules[index].rule
            guard case .session(let action) = rule.effect, !rule.isTimed,
                action.happensBefore(call.endpoint) == isBeforeCall,
                isHit(index, call, &context.decisions, at: now, planID: nil)
            else { continue }
            perform(action, users: call.username.map { [$0] })
        }
    }

    mutating func actOnBroker(_ context: inout CallContext, _ call: RuleCall, _ effects: inout [Effect]) {
        for index in faults.rules.indices {
            let rule = faults.rules[index].rule
            guard case .broker(let action) = rule.effect, !rule.isTimed,
                isHit(index, call, &context.decisions, at: now, planID: nil)
            else { continue }
            perform(action, &effects)
        }
    }

    mutating func happen(ruleWithSerial serial: Int, _ effects: inout [Effect]) {
        guard let armed = faults.rules.first(where: { $0.serial == serial }), armed.isAlive(at: now),
            armed.rule.when.contains(now)
        else { return }
        faults.countHit(serial)
        journal.record(.fault(JournalEntry.FaultNote(rule: armed.rule.id, type: armed.rule.type)), at: now)
        switch armed.rule.effect {
        case .session(let action): perform(action, users: armed.rule.match.users)
        case .broker(let action): perform(action, &effects)
        case .field, .rows, .reply, .push: break
        }
    }

    /// No users at all: the token was nobody's; an empty list: everybody.
    private mutating func perform(_ action: SessionAction, users: [String]?) {
        switch action {
        case .restart: restart()
        case .revokeTokens(let after):
            guard let users else { return }
            if after > .zero { schedule.insert(.revoke(users), at: now + after) } else { tokens.revoke(users) }
        case .expireTokens(let after):
            for user in users ?? [] { tokens.limitLife(of: user, to: now + after, since: now) }
        }
    }

    /// Forgets tokens and plans; the field stays as it is.
    private mutating func restart() {
        tokens.revokeAll()
        lastReplies = [:]
        forgetPlans()
    }

    private mutating func perform(_ action: BrokerAction, _ effects: inout [Effect]) {
        switch action {
        case .cut(let client):
            journal.record(.broker(client.map { "connection of '\($0)' cut" } ?? "connections cut"), at: now)
            effects.append(.broker(.cut(client: client)))
        case .down(let duration): begin(.down, .down, duration, &effects)
        case .stall(let duration): begin(.stall, .stall, duration, &effects)
        case .refuse(let duration, let code):
            broker.code = code
            begin(.refusal, .refuse(code: code), duration, &effects)
        }
    }

    private mutating func begin(
        _ kind: BrokerOutages.Kind,
        _ command: BrokerCommand,
        _ duration: SimulatedDuration,
        _ effects: inout [Effect]
    ) {
        journal.record(.broker("\(kind) begins"), at: now)
        broker.begin(kind, until: now + duration)
        schedule.insert(.broker(kind), at: now + duration)
        effects.append(.broker(command))
    }

    mutating func endOutage(_ kind: BrokerOutages.Kind, _ effects: inout [Effect]) {
        guard broker.end(kind, at: now) else { return }
        journal.record(.broker("\(kind) ends"), at: now)
        switch kind {
        case .down: effects.append(.broker(.up))
        case .stall: effects.append(.broker(.resume))
        case .refusal: effects.append(.broker(.accept))
        }
    }
}

/// Which faults of the broker last, and until when.
package struct BrokerOutages: Sendable {
    package enum Kind: String, Hashable, Sendable {
        case down, stall, refusal
    }

    private var ends: [Kind: SimulatedInstant] = [:]
    /// Of the refusal.
    fileprivate(set) var code = 3

    package func lasts(_ kind: Kind) -> Bool { ends[kind] != nil }

    /// What the edge was told of those that last.
    package var lasting: [BrokerCommand] {
        (lasts(.down) ? [.down] : []) + (lasts(.stall) ? [.stall] : []) + (lasts(.refusal) ? [.refuse(code: code)] : [])
    }

    /// Ends all of them; what the edge is to be told of it.
    mutating func endAll() -> [BrokerCommand] {
        defer { ends = [:] }
        return (lasts(.down) ? [.up] : []) + (lasts(.stall) ? [.resume] : []) + (lasts(.refusal) ? [.accept] : [])
    }

    mutating func begin(_ kind: Kind, until instant: SimulatedInstant) {
        ends[kind] = max(ends[kind] ?? instant, instant)
    }

    /// - Returns: whether it is over; another rule may have made it longer.
    mutating func end(_ kind: Kind, at now: SimulatedInstant) -> Bool {
        guard let end = ends[kind], end <= now else { return false }
        ends[kind] = nil
        return true
    }
}

extension SessionAction {
    /// A token that is revoked at once is no good for the call that it comes with.
    fileprivate func happensBefore(_ endpoint: Endpoint) -> Bool {
        if case .revokeTokens(let after) = self { return after == .zero && endpoint != .getToken }
        return false
    }
}
