/// What one sight says of a switch.
package struct Observation: Sendable {
    /// Values that would show it; empty if none would.
    package let possible: [String]
    /// What was seen, in words.
    package let seen: String
    /// Numbers of the events that show it.
    package let events: [Int]
    /// Whether it is a form that is no value of the switch, without being against the document.
    package let isUnlisted: Bool

    init(_ possible: [String], seen: String, at events: [Int], isUnlisted: Bool = false) {
        (self.possible, self.seen, self.events, self.isUnlisted) = (possible, seen, events, isUnlisted)
    }

    static func unlisted(_ seen: String, at events: [Int]) -> Observation {
        Observation([], seen: seen, at: events, isUnlisted: true)
    }
}

/// Judges one switch by the whole conversation; pure.
package struct Fingerprint: Sendable {
    /// By which probe files name it.
    package let name: String
    let judge: @Sendable (Conversation) -> [Observation]

    init(_ name: String, judge: @escaping @Sendable (Conversation) -> [Observation]) {
        (self.name, self.judge) = (name, judge)
    }
}
