import HESContract
import HESScenario
import HESSimulation
import HTTPTypes
import JSON

/// Members that a journal entry must have, with their values: `{"kind":"push","planId":"P003_…"}`.
///
/// It is compared with the entry as the control API shows it; of an object, such as `request`, the members given. `devAddr`
/// finds every entry that names the meter. What no entry can have is refused when it is read: such a pattern would say that
/// nothing has happened, whether it had or not.
struct JournalPattern: Sendable {
    private let members: [(key: String, value: JSONValue)]

    init() {
        members = []
    }

    /// - Returns: nil, with a problem recorded, if no entry can match.
    init?(_ place: Place) {
        guard let reader = place.object() else { return nil }
        if place.schema != nil {
            Self.record(reader)
            members = []
            return
        }
        guard case .object(let given) = place.node.value, Self.isPossible(reader, at: place) else { return nil }
        members = given.map { ($0.key, $0.node.value) }
    }

    /// Whether it asks for a planId that is written as none is.
    var hasImpossiblePlan: Bool {
        let planID = members.first { $0.key == "planId" }?.value.string
        return planID.map { PlanID(parsing: $0) == nil } ?? false
    }

    func holds(for entry: JournalEntry) -> Bool {
        members.isEmpty || differences(from: entry).isEmpty
    }

    /// How many members of the pattern an entry matches.
    func score(of entry: JournalEntry) -> Int {
        members.count - differences(from: entry).count
    }

    func differences(from entry: JournalEntry) -> [String] {
        if let kind = members.first(where: { $0.key == "kind" }), kind.value.string != entry.kind.name {
            guard members.count > 1 else { return ["kind"] }
        }
        var writer = JSONWriter()
        writer.journalEntry(entry)
        guard let shown = try? JSONParser.parse(writer.bytes).value else { return members.map(\.key) }
        return members.filter { key, value in
            if key == "devAddr", let meter = value.string { return !entry.kind.names(meter) }
            return !(shown.member(key)?.value.agrees(with: value) ?? false)
        }
        .map(\.key)
    }
}

// MARK: What an entry can have

extension JournalPattern {
    private static let kinds = JournalEntry.Kind.names.map { kind in
        (kind: kind, members: JournalMember.members(of: kind, ruleTypes: Scenario.ruleTypes))
    }

    private static func record(_ reader: ObjectReader) {
        _ = reader.optional("kind")?.word(among: JournalEntry.Kind.names)
        var known = ["kind"]
        for member in kinds.flatMap(\.members) where !known.contains(member.name) {
            known.append(member.name)
            _ = reader.optional(member.name)
        }
        reader.finish()
    }

    /// Whether entries of the kind, or of some kind if none is named, can have these members with these values.
    private static func isPossible(_ reader: ObjectReader, at place: Place) -> Bool {
        var asked = kinds
        if let kind = reader.optional("kind") {
            guard let word = kind.word(among: JournalEntry.Kind.names) else { return false }
            asked = kinds.filter { $0.kind == word }
        }
        let known = asked.flatMap(\.members).map(\.name)
        let unknown = reader.keys.filter { !known.contains($0) }
        for name in Set(known).subtracting(["kind"]).sorted() { _ = reader.optional(name) }
        reader.finish()
        guard unknown.isEmpty else { return false }
        let fitting = asked.filter { kind in reader.keys.allSatisfy { key in kind.members.contains { $0.name == key } }
        }
        guard let first = fitting.first else {
            place.complain(expected: "members that one kind of entry has", found: reader.keys.joined(separator: ", "))
            return false
        }
        if fitting.contains(where: { !hasProblem($0.members, in: place) }) { return isPossibleCall(place) }
        check(first.members, in: place)
        return false
    }

    /// Whether a call to the endpoint that is named can have the fields and the planId that are named.
    private static func isPossibleCall(_ place: Place) -> Bool {
        guard let endpoint = place.member("endpoint")?.node.value.string.flatMap(Endpoint.init) else { return true }
        if let planID = place.member("planId"), !endpoint.makesPlan {
            planID.complain(expected: "no planId: \(endpoint.rawValue) makes no plan")
            return false
        }
        guard let request = place.member("request"), case .object(let members) = request.node.value else { return true }
        let known = endpoint.fieldNames
        guard let odd = members.first(where: { !known.contains($0.key) }) else { return true }
        request.member(odd.key)?.complain(expected: "a field of \(endpoint.rawValue): \(known.joined(separator: ", "))")
        return false
    }

    private static func hasProblem(_ members: [JournalMember], in place: Place) -> Bool {
        let silent = Place(place.node, pointer: place.pointer, problems: ProblemList())
        check(members, in: silent)
        return silent.problems.hasErrors
    }

    private static func check(_ members: [JournalMember], in place: Place) {
        for member in members {
            if let value = place.member(member.name) { value.check(member.form) }
        }
    }
}

extension Place {
    /// Reports a value that is not of the form.
    fileprivate func check(_ form: JournalMember.Form) {
        switch form {
        case .integer(let range):
            guard range == Int.min...Int.max || range == 0...Int.max else {
                _ = integer(in: range)
                return
            }
            _ = integer()
        case .text: _ = string()
        case .name: _ = text("a text that is not empty") { $0.isEmpty ? nil : $0 }
        case .method: _ = text("a method in capitals, such as POST") { $0 == $0.uppercased() ? $0 : nil }
        case .path: _ = text("a path that begins with a slash") { $0.hasPrefix("/") ? $0 : nil }
        case .flag: _ = bool()
        case .array: _ = elements()
        case .texts: for element in elements() { _ = element.string() }
        case .word(let words): checkWord(words)
        case .phrase(let phrases): checkPhrase(phrases)
        case .orNull(let form): if case .null = node.value { return } else { check(form) }
        case .object(let members):
            guard let reader = object() else { return }
            for member in members { reader.optional(member.name)?.check(member.form) }
            reader.finish()
        }
    }

    private func checkPhrase(_ phrases: [JournalPhrase]) {
        guard let text = string(), !phrases.contains(where: { $0.holds(for: text) }) else { return }
        let expected = "one of " + phrases.map { "\"\($0.pattern)\"" }.joined(separator: ", ")
        complain(expected: expected, hint: phrases.meant(by: text).map { "did you mean '\($0)'?" })
    }

    /// A word in other letters, or behind a path such as `meter/relay`, is suggested too.
    private func checkWord(_ words: [String]) {
        guard let text = node.value.string, !words.contains(text) else {
            _ = word(among: words)
            return
        }
        let last = text.split(separator: "/").last?.lowercased()
        guard let meant = words.first(where: { $0.lowercased() == last }) else {
            _ = word(among: words)
            return
        }
        complain(expected: "one of " + words.joined(separator: ", "), hint: "did you mean '\(meant)'?")
    }
}

extension [JournalPhrase] {
    /// The pattern that a text probably means; of several that are near, the first.
    fileprivate func meant(by text: String) -> String? {
        let whole = filter { !$0.hasPart }.map(\.pattern)
        if let near = Suggestion.nearest(to: text, among: whole) { return near }
        return first { phrase in
            phrase.hasPart
                && Suggestion.nearest(to: String(text.prefix(phrase.opening.count)), among: [phrase.opening]) != nil
        }?
        .pattern
    }
}

extension JSONValue {
    /// Whether it is `wanted`, or an object that has the members of `wanted`.
    fileprivate func agrees(with wanted: JSONValue) -> Bool {
        switch (self, wanted) {
        case (.object, .object(let members)):
            members.allSatisfy { self.member($0.key)?.value.agrees(with: $0.node.value) ?? false }
        case (.array(let own), .array(let others)):
            own.count == others.count && zip(own, others).allSatisfy { $0.value.agrees(with: $1.value) }
        case (.string(let text), .string(let other)): text == other
        case (.number(let digits), .number(let other)): digits == other
        case (.bool(let flag), .bool(let other)): flag == other
        case (.null, .null): true
        case (_, _): false
        }
    }
}
