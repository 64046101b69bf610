import SimulationKernel

/// What an entry of the kind `clock` or `broker` says: a phrase of its enumeration, with the part that is of the moment.
package struct JournalRemark: Hashable, Codable, Sendable {
    package let text: String

    package init(_ phrase: ClockPhrase, about part: String) { self.init(phrase.rawValue, part: part) }

    /// `part` is empty for a phrase without one.
    package init(_ phrase: BrokerPhrase, about part: String = "") { self.init(phrase.rawValue, part: part) }

    private init(_ phrase: String, part: String) {
        text = JournalPhrase(phrase).text(with: part)
    }

    /// As the text alone.
    package init(from decoder: any Decoder) throws {
        text = try decoder.singleValueContainer().decode(String.self)
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }
}

/// What entries of the kind `clock` say; `…` is the instant or the mode.
package enum ClockPhrase: String, CaseIterable, Sendable {
    case now = "now …"
    case mode = "mode …"
}

/// What entries of the kind `broker` say: what rules do to it, and what becomes of it by itself.
package enum BrokerPhrase: String, CaseIterable, Sendable {
    case connectionsCut = "connections cut"
    /// `…` is the client's id.
    case connectionCut = "connection of '…' cut"
    case downBegins = "down begins"
    case downEnds = "down ends"
    case stallBegins = "stall begins"
    case stallEnds = "stall ends"
    case refusalBegins = "refusal begins"
    case refusalEnds = "refusal ends"
    /// `…` is how its process ended.
    case died = "died: …"
    /// `…` is why it cannot be started.
    case absent = "absent: …"
    case runsAgain = "runs again"
    case connectionLost = "connection lost"
    case connectedAgain = "connected again"

    init(beginOf outage: BrokerOutages.Kind) {
        self =
            switch outage {
            case .down: .downBegins
            case .stall: .stallBegins
            case .refusal: .refusalBegins
            }
    }

    init(endOf outage: BrokerOutages.Kind) {
        self =
            switch outage {
            case .down: .downEnds
            case .stall: .stallEnds
            case .refusal: .refusalEnds
            }
    }
}

/// A text of which `…` stands for a part that is of the moment.
package struct JournalPhrase: Sendable {
    /// As it is shown.
    package let pattern: String
    private let isPart: @Sendable (String) -> Bool

    /// `isPart` tells which texts the part may be; by default any but the empty one.
    init(_ pattern: String, isPart: @escaping @Sendable (String) -> Bool = { !$0.isEmpty }) {
        self.pattern = pattern
        self.isPart = isPart
    }

    /// The text before the part; all of it if there is none.
    package var opening: String { split?.before ?? pattern }

    package var hasPart: Bool { split != nil }

    func text(with part: String) -> String {
        split.map { $0.before + part + $0.after } ?? pattern
    }

    package func holds(for text: String) -> Bool {
        guard let (before, after) = split else { return text == pattern }
        guard text.utf8.count >= before.utf8.count + after.utf8.count, text.hasPrefix(before), text.hasSuffix(after)
        else {
            return false
        }
        return isPart(String(text.dropFirst(before.count).dropLast(after.count)))
    }

    private var split: (before: String, after: String)? {
        guard let place = pattern.firstIndex(of: "…") else { return nil }
        return (String(pattern[..<place]), String(pattern[pattern.index(after: place)...]))
    }

    package static let ofClock = ClockPhrase.allCases.map { phrase in
        switch phrase {
        case .now: JournalPhrase(phrase.rawValue) { part in CivilTime(parsing: part).map { "\($0)" == part } ?? false }
        case .mode: JournalPhrase(phrase.rawValue) { part in ClockMode(parsing: part).map { "\($0)" == part } ?? false }
        }
    }

    package static let ofBroker = BrokerPhrase.allCases.map { JournalPhrase($0.rawValue) }
}
