import HESContract
import JSON

/// Reads an object key by key; what was never asked for is unknown, and ``finish()`` says so.
///
/// A value of the wrong type is noted as a problem and read as the empty one.
package final class MemberReader {
    let pointer: String
    let problems: ProblemList
    private let members: [JSONMember]
    private var known: [String] = []

    /// Notes a problem and has no members where `value` is no object.
    init(_ value: JSONValue, pointer: String, problems: ProblemList) {
        self.pointer = pointer
        self.problems = problems
        if case .object(let members) = value {
            self.members = members
        } else {
            members = []
            problems.add(pointer, expected: "an object", found: value.excerpt)
        }
        complainAboutRepeatedKeys()
    }

    var keys: [String] { members.map(\.key) }

    func has(_ key: String) -> Bool { members.contains { $0.key == key } }

    func optional(_ key: String) -> JSONValue? {
        known.append(key)
        return members.last { $0.key == key }?.node.value
    }

    func required(_ key: String) -> JSONValue? {
        if let value = optional(key) { return value }
        problems.add(pointer, expected: "the key '\(key)'", found: "an object without it")
        return nil
    }

    func complain(_ key: String, expected: String, found: JSONValue) {
        problems.add(pointer(to: key), expected: expected, found: found.excerpt)
    }

    /// Every key must have been asked for by now.
    func finish() {
        for member in members where !known.contains(member.key) {
            problems.addUnknown(member.key, pointer(to: member.key), among: known, what: "a known key")
        }
    }

    /// RFC 6901 §3: `~` and `/` are escaped.
    func pointer(to key: String) -> String {
        pointer + "/" + key.replacing("~", with: "~0").replacing("/", with: "~1")
    }

    private func complainAboutRepeatedKeys() {
        var seen: [String] = []
        for key in keys {
            if seen.contains(key) {
                problems.add(pointer(to: key), expected: "every key once", found: "'\(key)' again")
            }
            seen.append(key)
        }
    }
}
