import BinaryCoding

/// A rule in a snapshot: the id of one of the scenario, or the text of one that was armed while the world ran.
struct SavedRule: Codable, Hashable, Sendable {
    let isOfScenario: Bool
    private let repeated: RepeatedText

    init(_ rule: FaultRule) {
        isOfScenario = rule.notation == nil
        repeated = RepeatedText(rule.notation ?? rule.id)
    }

    var text: String { repeated.text }
}

extension SavedRule: CustomStringConvertible {
    var description: String { isOfScenario ? "rule '\(text)' in the scenario" : "rule \(text)" }
}
