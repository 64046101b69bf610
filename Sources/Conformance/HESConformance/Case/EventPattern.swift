import HESContract
package import JSON

/// Which events are meant: a kind, and members that must be there.
///
/// An object matches an object with at least its members, an array any value that one of its elements matches, `"*text*"` a
/// string that contains the text, and every other value itself; `/` in a key leads to a member of a member (`message/op`).
package struct EventPattern: Sendable {
    package let kind: EvidenceEvent.Kind.Name
    package let members: [(String, JSONValue)]
    /// Only events of this step; without it those of every step but fences.
    package let step: Int?
    /// How many events at least.
    package let count: Int

    package func matches(_ event: EvidenceEvent, step: Int?, isFence: Bool) -> Bool {
        guard event.kind.name == kind, self.step.map({ $0 == step }) ?? !isFence else { return false }
        return members.allSatisfy { path, wanted in event.value(at: path).map { wanted.isPart(of: $0) } ?? false }
    }

    /// Such as `2 × http.request endpoint=historySingle`.
    package var description: String {
        let parts = members.map { " \($0.0)=\($0.1.string ?? $0.1.text)" }.joined()
        return (count > 1 ? "\(count) × " : "") + kind.rawValue + parts + (step.map { " in step \($0)" } ?? "")
    }
}

extension EventPattern {
    /// Nil, with a problem recorded, if the place is no object.
    static func read(_ place: Place) -> EventPattern? {
        place.shared("event", about: "Which events are meant; every other key is a path into the event.") { place in
            place.object().map { EventPattern($0) }
        }
    }

    init(_ reader: ObjectReader, isCounted: Bool = true) {
        // A stand-in after a problem, which is recorded already.
        kind = reader.word("kind") ?? .httpRequest
        step = reader.optionalInteger("step")
        count = isCounted ? reader.optionalInteger("count") ?? 1 : 1
        let reserved = ["kind", "step", "count", "nth"]
        members = reader.named().filter { !reserved.contains($0.name) }.map { ($0.name, $0.place.json()) }
    }
}
