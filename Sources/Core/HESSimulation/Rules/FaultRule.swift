import HESContract
package import JSON

/// One element of a scenario's `faults`: an effect, with the calls and the time that it applies to.
package struct FaultRule: Sendable {
    /// Unique within a world; the journal names it.
    package var id: String
    /// `type` of the effect.
    package var type: String
    package var match: RuleMatch
    package var when: RuleTime
    package var effect: FaultEffect
    /// The rule in the scenario's own notation.
    package var source: JSONValue
    /// The rule with its id as text, if it was armed while the world ran; nil for one of the scenario, which names it.
    private(set) var notation: String?

    package init(
        id: String,
        type: String,
        match: RuleMatch = RuleMatch(),
        when: RuleTime = RuleTime(),
        effect: FaultEffect,
        source: JSONValue = .null
    ) {
        self.id = id
        self.type = type
        self.match = match
        self.when = when
        self.effect = effect
        self.source = source
    }

    /// Whether the rule fires by itself, once: session and broker faults that name no call do.
    package var isTimed: Bool {
        switch effect {
        case .session(.expireTokens): false
        case .session(let action): isFree && (match.users.isEmpty || action.isAboutUsers)
        case .broker: isFree && match.users.isEmpty
        case .field, .rows, .reply, .push: false
        }
    }

    private var isFree: Bool {
        !match.namesCall && when.skip == 0 && when.probability == nil
            && (when.from != nil || when.times == nil || when.recurrence != nil)
    }
}

extension FaultRule {
    /// The rule as one that no scenario names.
    var asArmedWhileRunning: FaultRule {
        var rule = self
        rule.notation = text
        return rule
    }

    /// In the scenario's notation, with its id.
    private var text: String {
        var writer = JSONWriter()
        writer.object { writer in
            writer.key("id")
            writer.string(id)
            guard case .object(let members) = source else { return }
            for member in members where member.key != "id" {
                writer.key(named: member.key)
                writer.node(member.node.value)
            }
        }
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    /// An array of rules in the scenario's notation, each with its id.
    package static func text(of rules: [FaultRule]) -> [UInt8] {
        Array("[\(rules.map(\.text).joined(separator: ","))]".utf8)
    }
}

/// The effect of a rule, by the layer in which it acts.
package enum FaultEffect: Sendable {
    /// Acts between head-end and meter.
    case field(any FieldEffect)
    /// Acts on the rows of a meter, in plans and in history.
    case rows(any RowEffect)
    /// Acts on the HTTP answer.
    case reply(any ReplyEffect)
    /// Acts on the MQTT messages.
    case push(any PushEffect)
    case session(SessionAction)
    case broker(BrokerAction)
}

extension FaultEffect {
    var field: (any FieldEffect)? {
        if case .field(let effect) = self { effect } else { nil }
    }

    var rows: (any RowEffect)? {
        if case .rows(let effect) = self { effect } else { nil }
    }

    var reply: (any ReplyEffect)? {
        if case .reply(let effect) = self { effect } else { nil }
    }

    var push: (any PushEffect)? {
        if case .push(let effect) = self { effect } else { nil }
    }
}
