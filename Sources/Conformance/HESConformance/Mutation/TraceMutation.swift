import HESContract
package import JSON

/// A change of the evidence as another client would have made it: layer 1 of the self-test (conformance.md §5.1).
package struct TraceMutation: Sendable {
    package enum Change: Sendable {
        /// Removes the events, and with a request its reply.
        case drop
        /// Adds copies behind each event or behind the last event that matches `behind`; a request is copied with its reply,
        /// as an exchange of its own.
        case double(times: Int, behind: EventPattern?)
        /// Moves the events behind the last event that matches.
        case delay(behind: EventPattern)
        /// Moves the events before the first event that matches.
        case reorder(before: EventPattern)
        /// The member's value becomes another JSON type that says the same.
        case retype(member: String, to: JSONType)
        case replace(member: String, by: JSONValue)
        /// Replaces text in every string of the event.
        case replaceText(String, by: String)
        case remove(member: String)
    }

    package enum JSONType: String, CaseIterable, Sendable {
        case string, number, array
    }

    package let name: String
    package let change: Change
    package let target: EventPattern
    /// Which of the events that match: 1 for the first, -1 for the last; nil for all.
    package let nth: Int?
    /// Ids of the checks that it must flip from pass.
    package let flips: [String]
}

extension TraceMutation {
    /// Nil, with a problem recorded, if the place is no mutation.
    init?(_ place: Place, isNeutral: Bool) {
        let verbs = Self.verbs.map { verb in
            Variant<TraceMutation>(verb.name, about: verb.description) { reader in
                let name = reader.string("name")
                let flips = isNeutral ? [] : reader.strings("flips")
                let target = reader.required(verb.name).flatMap(Self.target)
                let change = verb.read(reader)
                guard let target, let change else { return nil }
                return TraceMutation(name: name, change: change, target: target.events, nth: target.nth, flips: flips)
            }
        }
        guard let mutation = place.oneOf(keys: verbs) else { return nil }
        self = mutation
    }

    private static func target(_ place: Place) -> (events: EventPattern, nth: Int?)? {
        place.shared("target", about: "Which events of the client's are changed.") { place in
            place.object().map { reader in
                let nth = reader.optionalInteger(
                    "nth",
                    about: "1 for the first that fits, -1 for the last; all if absent."
                )
                let events = EventPattern(reader, isCounted: false)
                if !events.kind.isOfClient {
                    reader.complain("kind", expected: "an event of the client's", found: .string(events.kind.rawValue))
                }
                return (events, nth)
            }
        }
    }

    private struct Verb {
        let name: String
        let description: String
        /// Reads the keys beside the verb, the name and the flips.
        let read: (ObjectReader) -> Change?
    }

    private static var verbs: [Verb] {
        [
            Verb(name: "drop", description: "The events go.") { _ in .drop },
            Verb(name: "double", description: "The events come again.") { reader in
                let times = reader.optionalInteger("times") ?? 1
                return .double(times: times, behind: reader.optional("behind").flatMap(EventPattern.read))
            },
            Verb(name: "delay", description: "Behind the last event that fits.") { reader in
                reader.required("behind").flatMap(EventPattern.read).map { .delay(behind: $0) }
            },
            Verb(name: "reorder", description: "Before the first event that fits.") { reader in
                reader.required("before").flatMap(EventPattern.read).map { .reorder(before: $0) }
            },
            Verb(name: "retype", description: "The member becomes another JSON type that says the same.") { reader in
                let member = reader.string("member")
                return reader.word("to").map { .retype(member: member, to: $0) }
            },
            Verb(name: "replace", description: "The member gets another value.") { reader in
                let member = reader.string("member")
                return reader.required("by").map { .replace(member: member, by: $0.json()) }
            },
            Verb(name: "replaceText", description: "In every string of the event.") { reader in
                .replaceText(reader.string("text"), by: reader.string("by"))
            },
            Verb(name: "remove", description: "The member goes.") { .remove(member: $0.string("member")) },
        ]
    }
}
