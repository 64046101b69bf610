import HESContract

/// A member that entries of a kind may have, and the values that it can have.
package struct JournalMember: Sendable {
    package indirect enum Form: Sendable {
        case integer(ClosedRange<Int>)
        case text
        /// Not empty.
        case name
        /// In capitals.
        case method
        /// Begins with a slash.
        case path
        case flag
        case texts
        case array
        case word([String])
        /// A text that one of the phrases holds for.
        case phrase([JournalPhrase])
        /// Some of these members.
        case object([JournalMember])
        case orNull(Form)
    }

    package let name: String
    package let form: Form

    private init(_ name: String, as form: Form) {
        (self.name, self.form) = (name, form)
    }
}

extension JournalMember {
    private static let count = Form.integer(0...Int.max)
    private static let planID = Self("planId", as: .name)
    /// No member of an entry: it finds those that name the meter.
    private static let devAddr = Self("devAddr", as: .name)
    private static let devAddrs = Self("devAddrs", as: .texts)
    private static let ticket = Self("ticket", as: count)
    private static let endpoint = Self("endpoint", as: .word(Endpoint.allCases.map(\.rawValue)))

    /// The members of a kind's entries, as the control API shows them; empty for an unknown kind.
    ///
    /// `ruleTypes` are the kinds of rules, which this module does not know.
    package static func members(of kind: String, ruleTypes: [String]) -> [JournalMember] {
        let own: [JournalMember] =
            switch kind {
            case "http": http
            case "token": [Self("username", as: .text), Self("new", as: .flag), Self("revoked", as: .flag)]
            case "plan":
                [
                    planID, Self("endpoint", as: .word(Endpoint.allCases.filter(\.makesPlan).map(\.rawValue))),
                    Self("phase", as: .word(Plan.Phase.allCases.map(\.rawValue))),
                ]
            case "push": push
            case "puback": [planID, ticket]
            case "fault":
                [Self("rule", as: .name), Self("type", as: .word(ruleTypes)), endpoint, planID, devAddr, devAddrs]
            case "field": [Self("event", as: .word(FieldEvent.Kind.names)), devAddr, Self("dcuNo", as: .name)]
            case "clock": [Self("what", as: .phrase(JournalPhrase.ofClock))]
            case "broker": [Self("what", as: .phrase(JournalPhrase.ofBroker))]
            case "client": client
            default: []
            }
        return own.isEmpty ? [] : [Self("kind", as: .word([kind])), Self("seq", as: count), Self("t", as: count)] + own
    }

    private static let http = [
        Self("endpoint", as: .orNull(endpoint.form)), Self("code", as: .integer(0...Int.max)), Self("user", as: .text),
        Self("method", as: .method), Self("path", as: .path), Self("status", as: .orNull(.integer(100...599))),
        Self("request", as: .object(request)), planID, devAddr, Self("hint", as: .text),
        Self("rejection", as: .object(["msg", "pointer", "expected", "actual", "clause"].map { Self($0, as: .text) })),
    ]

    private static let push = [
        planID, Self("topic", as: .name), ticket, Self("status", as: .word(Push.Status.allCases.map(\.rawValue))),
        devAddr,
        devAddrs, Self("failure", as: .text),
    ]

    private static let client = [
        Self("event", as: .word(JournalEntry.ClientNote.Event.allCases.map(\.rawValue))), Self("clientId", as: .text),
        Self("code", as: count),
        Self("reason", as: .word(JournalEntry.ClientNote.End.allCases.map(\.rawValue))), Self("topics", as: .texts),
        Self("denied", as: .texts),
    ]

    private static let request = RequestNote.fields.map { name in
        switch name {
        case "devList": Self(name, as: .texts)
        case "archives": Self(name, as: .array)
        case "curPage", "pageSize", "controlMode": Self(name, as: .integer(Int.min...Int.max))
        default: Self(name, as: .text)
        }
    }
}
