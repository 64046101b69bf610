import HESContract

/// What a run says of one switch of the dialect.
package struct SwitchFinding: Sendable {
    package enum Outcome: Sendable {
        /// One value is left.
        case observed(String)
        /// Several are, and others are ruled out.
        case narrowed([String])
        /// None was ruled out; why.
        case notObserved(String)
        /// A form that is no value of the switch.
        case unlisted(String)
        /// No value fits what was seen.
        case contradicted(String)
    }

    package let key: String
    /// The clause and the choice that it leaves open.
    package let gap: String
    /// The default first.
    package let values: [String]
    package let left: [String]
    package let outcome: Outcome
    /// The first observation that ruled something out, for people; empty without one.
    package let seen: String
    package let events: [Int]
    /// What would tell more, and which value a scenario is given meanwhile; empty if one value is left.
    package private(set) var missing: String

    /// The value that a scenario is given: the first of those that are left, or the default where none is.
    package var chosen: String { left.first ?? values[0] }

    /// Whether ``chosen`` is not the default, and others are left beside it.
    package var isChoice: Bool { left.count > 1 && chosen != values[0] }

    package var ruledOut: [String] { values.filter { !left.contains($0) } }

    package var observed: String? { if case .observed(let value) = outcome { value } else { nil } }

    package var isContradicted: Bool { if case .contradicted = outcome { true } else { false } }

    init(_ known: DialectSwitch, observations: [Observation], missing: String) {
        (key, gap) = (known.name, known.gap)
        values = Self.values(of: known)
        let all = Self.values(of: known)
        let telling = observations.filter { !$0.isUnlisted && $0.possible.count < all.count }
        left = Narrowing.left(of: all, by: telling)
        let unlisted = observations.first(where: \.isUnlisted)
        let decisive = telling.first { $0.possible.isEmpty } ?? telling.min { $0.possible.count < $1.possible.count }
        seen = decisive?.seen ?? unlisted?.seen ?? ""
        events = left.isEmpty ? unique(telling.flatMap(\.events)) : decisive?.events ?? unlisted?.events ?? []
        switch left.count {
        case 0: outcome = .contradicted(unique(telling.map(\.seen)).joined(separator: "; "))
        case 1: outcome = .observed(left[0])
        case values.count: outcome = unlisted.map { .unlisted($0.seen) } ?? .notObserved(missing)
        default: outcome = .narrowed(left)
        }
        self.missing = left.count > 1 ? missing : ""
        if isChoice { self.missing += "; dialect.json has \(chosen), which is a choice: it is the first that is left" }
    }

    /// The values that a HES may have; one of the topic's tenant is the pack `literal`'s alone.
    private static func values(of known: DialectSwitch) -> [String] {
        known.values + (known.name == "topicTenant" ? [Dialect.TopicTenant.foreignAsExample.rawValue] : [])
    }

    static func left(of known: DialectSwitch, by observations: [Observation]) -> [String] {
        Narrowing.left(of: values(of: known), by: observations)
    }
}
