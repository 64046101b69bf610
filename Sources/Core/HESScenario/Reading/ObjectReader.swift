import HESContract
import JSON

/// Reads an object key by key; what was never asked for is unknown, and ``finish()`` says so.
final class ObjectReader {
    let place: Place
    private let members: [JSONMember]
    private var known: [String] = []

    init(place: Place, members: [JSONMember]) {
        self.place = place
        self.members = members
        complainAboutRepeatedKeys()
    }

    /// `description` and `standard`, what an absent key means, are for the schema.
    ///
    /// - Returns: nil where the key is absent.
    func optional(_ key: String, _ description: String? = nil, default standard: JSONValue? = nil) -> Place? {
        known.append(key)
        guard let schema = place.schema else { return members.last { $0.key == key }.map(member) }
        let property = schema.property(key)
        if let description { property.note("description", .string(description)) }
        if let standard { property.note("default", standard) }
        return Place(recording: property)
    }

    /// - Returns: nil after a complaint where the key is absent.
    func required(_ key: String, _ description: String? = nil) -> Place? {
        place.schema?.require(key)
        if let place = optional(key, description) { return place }
        place.complain(expected: "the key '\(key)'", found: "an object without it")
        return nil
    }

    func has(_ key: String) -> Bool {
        members.contains { $0.key == key }
    }

    /// The members of an object whose keys are free names.
    func named() -> [(name: String, place: Place)] {
        if let schema = place.schema { return [("", Place(recording: schema.subschema("additionalProperties")))] }
        known += members.map(\.key)
        return members.map { ($0.key, member($0)) }
    }

    /// The members of an object whose keys are some of `words`; any other gets a complaint and is left out.
    func named(among words: [String], expected: String) -> [(name: String, place: Place)] {
        place.note("propertyNames", ["enum": .words(words)])
        return named().filter { name, place in
            let isKnown = place.schema != nil || words.contains(name)
            if !isKnown { place.complain(expected: expected, found: "\"\(name)\"") }
            return isKnown
        }
    }

    /// Every key must have been asked for by now.
    func finish() {
        place.schema?.close()
        for member in members where !known.contains(member.key) {
            let near = suggestion(for: member.key, among: known)
            place.diagnostics.add(
                at: member.keyOffset,
                pointer(to: member.key),
                expected: "one of " + known.joined(separator: ", "),
                found: "the unknown key '\(member.key)'",
                hint: near.map { "did you mean '\($0)'?" }
            )
        }
    }

    private func member(_ member: JSONMember) -> Place {
        Place(node: member.node, pointer: pointer(to: member.key), diagnostics: place.diagnostics)
    }

    /// RFC 6901 §3: `~` and `/` are escaped.
    private func pointer(to key: String) -> String {
        place.pointer + "/" + key.replacing("~", with: "~0").replacing("/", with: "~1")
    }

    private func complainAboutRepeatedKeys() {
        var seen: Set<String> = []
        for member in members where !seen.insert(member.key).inserted {
            place.diagnostics.add(
                at: member.keyOffset,
                pointer(to: member.key),
                expected: "every key once",
                found: "'\(member.key)' again"
            )
        }
    }
}
