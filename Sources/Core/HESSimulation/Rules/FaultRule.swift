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
    var isTimed: Bool {
        switch effect {
        case .session(.expireTokens): false
        case .session(let action): isFree && (match.users.isEmpty || action.isAboutUsers)
        case .broker: isFree && match.users.isEmpty
        case .field, .rows, .reply, .push: false
        }
    }

    private var isFree: Bool {
        !match.namesCall && when.skip == 0 && when.probability == nil && (when.from != nil || when.times == nil)
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
