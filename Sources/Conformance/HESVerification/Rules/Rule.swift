/// A rule of the contract that holds in every dialect.
struct Rule: Sendable {
    enum Verdict: Sendable {
        case held(count: Int, events: [Int])
        case broken(String, events: [Int])
        case notObserved(String)
    }

    /// Such as `R12`, or the clause's number.
    let id: String
    let clause: String
    /// What is required.
    let title: String
    /// Whether it needs a question that `verify` alone asks.
    let isProbed: Bool
    let judge: @Sendable (Conversation) -> Verdict

    init(
        _ id: String,
        clause: String,
        title: String,
        isProbed: Bool = false,
        judge: @escaping @Sendable (Conversation) -> Verdict
    ) {
        (self.id, self.clause, self.title) = (id, clause, title)
        (self.isProbed, self.judge) = (isProbed, judge)
    }

    /// Judges elements one by one: the first complaint breaks the rule; without elements it was not observed.
    static func each<Element>(
        _ elements: [Element],
        lacking: String,
        seq: (Element) -> Int,
        complaint: (Element) -> String?
    ) -> Verdict {
        for element in elements {
            if let complaint = complaint(element) { return .broken(complaint, events: [seq(element)]) }
        }
        guard let first = elements.first else { return .notObserved(lacking) }
        return .held(count: elements.count, events: [seq(first)])
    }
}

/// What a run says of one rule.
package struct RuleFinding: Sendable {
    package let id: String
    package let clause: String
    package let title: String
    let verdict: Rule.Verdict

    init(_ rule: Rule, on talk: Conversation) { self.init(rule, verdict: rule.judge(talk)) }

    init(_ rule: Rule, verdict: Rule.Verdict) {
        (id, clause, title) = (rule.id, rule.clause, rule.title)
        self.verdict = verdict
    }

    package var isBroken: Bool { if case .broken = verdict { true } else { false } }
    package var isHeld: Bool { if case .held = verdict { true } else { false } }

    package var events: [Int] {
        switch verdict {
        case .held(_, let events), .broken(_, let events): events
        case .notObserved: []
        }
    }

    /// What was seen, in words.
    package var seen: String {
        switch verdict {
        case .held(let count, _): "held, \(count) seen"
        case .broken(let what, _): what
        case .notObserved(let why): why
        }
    }
}
