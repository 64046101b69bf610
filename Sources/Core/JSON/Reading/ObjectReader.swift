/// Reads an object key by key; ``finish()`` reports keys that were never asked for as unknown.
///
/// A key that is repeated is a problem; its last value is read.
package final class ObjectReader {
    package let place: Place
    private let members: [JSONMember]
    private var known: [String] = []

    init(place: Place, members: [JSONMember]) {
        self.place = place
        self.members = members
        reportRepeatedKeys()
    }

    /// The keys in the order of the document.
    package var keys: [String] { members.map(\.key) }

    package func has(_ key: String) -> Bool {
        members.contains { $0.key == key }
    }

    /// Asks for a key that may be absent; `description` and `standard`, the default, go into the schema only.
    ///
    /// - Returns: nil if the key is absent; never nil while a schema is recorded.
    package func optional(_ key: String, about description: String? = nil, default standard: JSONValue? = nil) -> Place?
    {
        known.append(key)
        guard let schema = place.schema else { return members.last { $0.key == key }.map(member) }
        let property = schema.property(key)
        if let description { property.note("description", as: .string(description)) }
        if let standard { property.note("default", as: standard) }
        return Place(recording: property)
    }

    /// - Returns: nil, with a problem, if the key is absent.
    package func required(_ key: String, about description: String? = nil) -> Place? {
        place.schema?.require(key)
        if let place = optional(key, about: description) { return place }
        place.report(
            expected: "the key '\(key)'",
            found: "an object without it",
            cause: .missingKey(key)
        )
        return nil
    }

    /// The members of an object whose keys are free names; while a schema is recorded, one member with an empty name.
    package func named() -> [(name: String, place: Place)] {
        if let schema = place.schema { return [("", Place(recording: schema.subschema("additionalProperties")))] }
        known += members.map(\.key)
        return members.map { ($0.key, member($0)) }
    }

    /// The members of an object whose keys are some of `words`; any other is a problem and left out.
    package func named(among words: [String], expected: String) -> [(name: String, place: Place)] {
        place.note("propertyNames", as: ["enum": .words(words)])
        return named().filter { name, place in
            let isKnown = place.schema != nil || words.contains(name)
            if !isKnown { place.complain(expected: expected, found: "\"\(name)\"") }
            return isKnown
        }
    }

    /// Complains about a key that has no place here, in words of its own; the schema does not have it.
    package func refuse(_ key: String, expected: String, hint: String? = nil) {
        guard let member = members.last(where: { $0.key == key }) else { return }
        known.append(key)
        report(member, expected: expected, found: "'\(key)'", cause: .unknownKey(key, known: known), hint: hint)
    }

    /// Reports every key that was not asked for; call it when all keys have been asked for.
    package func finish() {
        place.schema?.close()
        for member in members where !known.contains(member.key) {
            report(
                member,
                expected: known.isEmpty ? "an object without members" : "one of " + known.joined(separator: ", "),
                found: "the unknown key '\(member.key)'",
                cause: .unknownKey(member.key, known: known),
                hint: Suggestion.hint(for: member.key, among: known)
            )
        }
    }

    private func member(_ member: JSONMember) -> Place {
        Place(member.node, pointer: place.pointer(to: member.key), problems: place.problems)
    }

    private func reportRepeatedKeys() {
        var seen: Set<String> = []
        for member in members where !seen.insert(member.key).inserted {
            report(
                member,
                expected: "every key once",
                found: "'\(member.key)' again",
                cause: .repeatedKey(member.key)
            )
        }
    }

    /// Reports a problem at the key, not at its value.
    private func report(
        _ member: JSONMember,
        expected: String,
        found: String,
        cause: JSONProblem.Cause,
        hint: String? = nil
    ) {
        place.problems.add(
            JSONProblem(
                cause: cause,
                offset: member.keyOffset,
                pointer: place.pointer(to: member.key),
                expected: expected,
                found: found,
                hint: hint
            )
        )
    }
}
