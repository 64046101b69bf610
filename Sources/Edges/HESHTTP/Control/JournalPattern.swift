import HESContract
import HESSimulation
import HTTPTypes
import JSON

/// Members that a journal entry must have, with their values: `{"kind":"push","planId":"P003_…"}`.
///
/// It is compared with the entry as the control API shows it, so every member shown can be matched; `devAddr` also matches
/// an entry that lists the meter.
struct JournalPattern: Sendable {
    private struct Member {
        let key: String
        /// As compact JSON.
        let value: String
    }

    private let members: [Member]

    init() {
        members = []
    }

    /// - Returns: nil, with a problem recorded, if the place is no object or its `kind` is unknown.
    init?(_ place: Place) {
        guard let reader = place.object() else { return nil }
        let kind = reader.optional("kind")
        let word = kind?.word(among: JournalEntry.Kind.names)
        guard (kind == nil) == (word == nil), case .object(let given) = place.node.value else { return nil }
        members = given.map { Member(key: $0.key, value: Self.text($0.node.value)) }
    }

    func holds(for entry: JournalEntry) -> Bool {
        members.isEmpty || differences(from: entry).isEmpty
    }

    /// How many members of the pattern an entry matches.
    func score(of entry: JournalEntry) -> Int {
        members.count - differences(from: entry).count
    }

    func differences(from entry: JournalEntry) -> [String] {
        if let kind = members.first(where: { $0.key == "kind" }), members.count == 1 {
            return kind.value == "\"\(entry.kind.name)\"" ? [] : ["kind"]
        }
        var writer = JSONWriter()
        writer.journalEntry(entry)
        guard let shown = try? JSONParser.parse(writer.bytes).value else { return members.map(\.key) }
        return members.filter { !Self.agrees($0, with: shown) }.map(\.key)
    }

    private static func agrees(_ member: Member, with shown: JSONValue) -> Bool {
        if let value = shown.member(member.key)?.value { return text(value) == member.value }
        guard member.key == "devAddr", case .array(let nodes) = shown.member("devAddrs")?.value else { return false }
        return nodes.contains { text($0.value) == member.value }
    }

    private static func text(_ value: JSONValue) -> String {
        var writer = JSONWriter()
        writer.node(value)
        return String(decoding: writer.bytes, as: UTF8.self)
    }
}
