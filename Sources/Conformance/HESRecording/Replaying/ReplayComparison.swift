package import HESContract

/// How a replay differs from its recording, by rule; ids, times and tokens may differ.
package struct ReplayComparison: Sendable {
    package enum Rule: String, CaseIterable, Sendable {
        /// Of HTTP.
        case status
        /// Of the envelope.
        case code
        case total, rows, values, units
        /// Whether a result came.
        case push
        /// `data.status` of a result.
        case pushStatus
        /// Archive entries, outcomes of breakers.
        case entries
    }

    package struct Difference: Sendable {
        package let exchange: Int
        package let endpoint: Endpoint
        package let rule: Rule
        package let what: String
    }

    package private(set) var differences: [Difference] = []
    package private(set) var callCount = 0
    package private(set) var resultCount = 0
    /// Readings of another instant, whose values say nothing.
    package private(set) var otherInstants = 0
    /// Calls that were refused for a token's age, and now for a token that was made up.
    package private(set) var tokenAges = 0

    package init() {}

    package mutating func compare(_ call: ReplayCall, with answer: ReplayedAnswer) {
        callCount += 1
        let recorded = call.answer
        // A HES may tell a token that is too old from one that it never gave.
        if call.hadIssuedToken, recorded.isTokenRefused, answer.isTokenRefused, recorded.words != answer.words {
            tokenAges += 1
            return
        }
        if recorded.status != answer.status {
            add(.status, of: call, what: "HTTP \(recorded.status) was recorded, \(answer.status) came")
        }
        if recorded.code != answer.code {
            add(.code, of: call, what: "code \(Self.word(recorded.code)) was recorded, \(Self.word(answer.code)) came")
        }
        guard recorded.isAccepted, answer.isAccepted else { return }
        if recorded.total != answer.total {
            add(
                .total,
                of: call,
                what: "total \(Self.word(recorded.total)) was recorded, \(Self.word(answer.total)) came"
            )
        }
        compare(recorded.rows, with: answer.rows, of: call)
    }

    /// `result` is nil if none came.
    package mutating func compare(_ call: ReplayCall, with result: ReplayedResult?) {
        resultCount += 1
        guard let recorded = call.result else {
            if result != nil { add(.push, of: call, what: "no result was recorded, one came") }
            return
        }
        guard let result else { return add(.push, of: call, what: "a result was recorded, none came") }
        if recorded.status != result.status {
            add(
                .pushStatus,
                of: call,
                what: "status \(recorded.status ?? "none") was recorded, \(result.status ?? "none") came"
            )
        }
        compare(recorded.rows, with: result.rows, of: call)
        if recorded.entries != result.entries {
            let lost = recorded.entries.filter { !result.entries.contains($0) }
            let new = result.entries.filter { !recorded.entries.contains($0) }
            add(.entries, of: call, what: Self.told(lost: lost, new: new))
        }
    }

    private mutating func compare(_ recorded: RowSet, with came: RowSet, of call: ReplayCall) {
        let lost = recorded.keys.filter { came.values[$0] == nil }
        let new = came.keys.filter { recorded.values[$0] == nil }
        if !lost.isEmpty || !new.isEmpty {
            add(.rows, of: call, what: Self.told(lost: lost.map(\.words), new: new.map(\.words)))
        }
        var (values, units) = ([String](), [String]())
        for key in recorded.keys {
            guard let old = recorded.values[key], let value = came.values[key] else { continue }
            if old.unit != value.unit {
                units.append("\(key.words): \(old.unit ?? "none"), \(value.unit ?? "none") came")
            }
            guard !Self.isEqual(old.text, to: value.text) else { continue }
            if recorded.isReading, old.stamp != value.stamp {
                otherInstants += 1
            } else {
                values.append("\(key.words): \(old.text), \(value.text) came")
            }
        }
        if !values.isEmpty { add(.values, of: call, what: Self.told(values)) }
        if !units.isEmpty { add(.units, of: call, what: Self.told(units)) }
    }

    private mutating func add(_ rule: Rule, of call: ReplayCall, what: String) {
        differences.append(Difference(exchange: call.exchange, endpoint: call.endpoint, rule: rule, what: what))
    }

    private static func word(_ number: Int?) -> String { number.map { "\($0)" } ?? "none" }

    /// Equal as decimal numbers, or as texts.
    private static func isEqual(_ left: String, to right: String) -> Bool {
        left == right || DecimalText(left).map { $0 == DecimalText(right) } ?? false
    }

    private static let mostTold = 3

    private static func told(_ items: [String]) -> String {
        let rest = items.count > mostTold ? "; and \(items.count - mostTold) more" : ""
        return items.prefix(mostTold).joined(separator: "; ") + rest
    }

    private static func told(lost: [String], new: [String]) -> String {
        [
            lost.isEmpty ? nil : "\(lost.count) missing (\(told(lost)))",
            new.isEmpty ? nil : "\(new.count) more (\(told(new)))",
        ].compactMap { $0 }.joined(separator: ", ")
    }
}

extension ReplayComparison {
    /// The differences and what was compared, a line each.
    package var lines: [String] {
        let told = differences.map { "#\($0.exchange) \($0.endpoint.rawValue): \($0.rule.rawValue): \($0.what)" }
        let rules = Rule.allCases.compactMap { rule -> String? in
            let count = differences.count { $0.rule == rule }
            return count == 0 ? nil : "\(rule.rawValue) \(count)"
        }
        let verdict =
            rules.isEmpty
            ? "nothing differs"
            : "\(differences.count.counted("differs", plural: "differ")): \(rules.joined(separator: ", "))"
        let compared = "\(callCount.counted("call")) and \(resultCount.counted("result")) compared"
        var lines = told + ["\(compared): \(verdict)"]
        if otherInstants > 0 {
            let values = otherInstants.counted("value that was", plural: "values that were")
            lines.append("not compared: \(values) read at another instant")
        }
        if tokenAges > 0 { lines.append("not compared: \(tokenAges.counted("refusal")) of a token for its age") }
        return lines
    }
}

extension RowSet.Key {
    fileprivate var words: String { stamp == 0 ? "\(devAddr) \(cgcode)" : "\(devAddr) \(cgcode) \(stamp)" }
}

/// A plain decimal without the zeros that mean nothing.
private struct DecimalText: Equatable {
    private let isNegative: Bool
    private let whole: Substring
    private let fraction: String

    init?(_ text: String) {
        let digits = text.hasPrefix("-") ? text.dropFirst() : text[...]
        let parts = digits.split(separator: ".", omittingEmptySubsequences: false)
        guard (1...2).contains(parts.count), parts.allSatisfy({ !$0.isEmpty && $0.allSatisfy(\.isNumber) }) else {
            return nil
        }
        whole = parts[0].drop { $0 == "0" }
        let places = parts.count == 2 ? parts[1] : ""
        fraction = String(String(places.reversed()).drop { $0 == "0" }.reversed())
        isNegative = text.hasPrefix("-") && !(whole.isEmpty && fraction.isEmpty)
    }
}
