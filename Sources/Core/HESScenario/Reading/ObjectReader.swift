import HESContract

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

    /// - Returns: nil where the key is absent.
    func optional(_ key: String) -> Place? {
        known.append(key)
        return members.last { $0.key == key }.map(member)
    }

    /// - Returns: nil after a complaint where the key is absent.
    func required(_ key: String) -> Place? {
        if let place = optional(key) { return place }
        place.complain(expected: "the key '\(key)'", found: "an object without it")
        return nil
    }

    func has(_ key: String) -> Bool {
        members.contains { $0.key == key }
    }

    /// The members of an object whose keys are free names.
    func named() -> [(name: String, place: Place)] {
        known += members.map(\.key)
        return members.map { ($0.key, member($0)) }
    }

    /// Every key must have been asked for by now.
    func finish() {
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
