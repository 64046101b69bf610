import HESContract
package import JSON

/// Other numbers in place of a recording's: the same for the same, of the same width, with the same zeros in front, and
/// in the same order among those of one form.
package struct Anonymising: Sendable {
    private var names: [String: String] = [:]
    /// In texts alone, where they stand in quotes.
    private let users: [String: String]
    /// Of everything that texts are searched for, descending.
    private let lengths: [Int]

    /// A shorter name is replaced as a word alone: other words hold it by chance.
    private static let shortestWithin = 4

    /// - Parameters:
    ///   - numbers: every number that is to be replaced, in any order.
    ///   - users: names that texts are searched for too, in the order of the scenario.
    package init(_ numbers: [String], users: [String] = []) {
        self.users = Dictionary(users.enumerated().map { ($1, Self.user($0)) }) { first, _ in first }
        lengths = Set((numbers + users).map(\.count)).filter { $0 > 0 }.sorted(by: >)
        var counts: [Form: Int] = [:]
        for number in Set(numbers).sorted() {
            let form = Form(number)
            let count = counts[form, default: 0]
            counts[form] = count + 1
            names[number] = form.number(count)
        }
    }

    /// What numbers of one form have in common.
    private struct Form: Hashable {
        let width: Int
        let zeros: Int
        let hasLetters: Bool

        init(_ number: String) {
            width = number.count
            zeros = number.prefix { $0 == "0" }.count
            hasLetters = !number.utf8.allSatisfy { (0x30...0x39).contains($0) }
        }

        /// The nth of the form; there are never more than the form has, as the replaced ones have it too.
        func number(_ index: Int) -> String {
            let free = width - zeros
            guard free > 0 else { return String(repeating: "0", count: zeros) }
            let head = String(repeating: "0", count: zeros)
            if hasLetters {
                let digits = String(index + 1)
                return head + "M" + String(repeating: "0", count: max(0, free - 1 - digits.count)) + digits
            }
            let first = (0..<(free - 1)).reduce(1) { power, _ in power > 100_000_000_000_000_000 ? power : power * 10 }
            let digits = String(first + index)
            return head + digits + String(repeating: "0", count: max(0, free - digits.count))
        }
    }

    /// The number in place of this one; an unknown one stays.
    package func number(_ number: String) -> String { names[number] ?? number }

    fileprivate static func user(_ index: Int) -> String { "user-\(index + 1)" }

    /// The text with the known numbers in it replaced, and users and names that stand in quotes; the longest first.
    package func text(_ text: String) -> String {
        let characters = Array(text)
        var (result, place) = ("", 0)
        while place < characters.count {
            if let (length, name) = name(at: place, in: characters) {
                result += name
                place += length
            } else {
                result.append(characters[place])
                place += 1
            }
        }
        return result
    }

    private func name(at place: Int, in text: [Character]) -> (length: Int, name: String)? {
        for length in lengths where place + length <= text.count {
            let word = String(text[place..<place + length])
            guard let name = names[word] ?? users[word] else { continue }
            // Prose has the same words.
            if names[word] == nil || !word.contains(where: \.isNumber) {
                if Self.isQuoted(place..<place + length, of: text) { return (length, name) }
                continue
            }
            let isWord = !Self.isInner(place - 1, of: text) && !Self.isInner(place + length, of: text)
            if isWord || length >= Self.shortestWithin { return (length, name) }
        }
        return nil
    }

    private static func isQuoted(_ range: Range<Int>, of text: [Character]) -> Bool {
        guard range.lowerBound > 0, range.upperBound < text.count else { return false }
        return quotes.contains(text[range.lowerBound - 1]) && quotes.contains(text[range.upperBound])
    }

    private static let quotes: Set<Character> = ["\"", "'", "`", "“", "”", "‘", "’", "«", "»"]

    /// Whether a user's name stands in the text as a word of its own, without quotes.
    fileprivate func hasBareUser(_ text: String) -> Bool {
        let characters = Array(text)
        return users.keys.contains { user in
            characters.indices.dropLast(user.count - 1).contains { place in
                let range = place..<place + user.count
                return String(characters[range]) == user && !Self.isQuoted(range, of: characters)
                    && !Self.isInner(place - 1, of: characters) && !Self.isInner(range.upperBound, of: characters)
            }
        }
    }

    private static func isInner(_ place: Int, of text: [Character]) -> Bool {
        text.indices.contains(place) && (text[place].isLetter || text[place].isNumber)
    }

    package func value(_ value: JSONValue) -> JSONValue {
        switch value {
        case .string(let text): .string(number(text))
        case .array(let nodes): .list(nodes.map { self.value($0.value) })
        case .object(let members): .members(members.map { ($0.key, self.value($0.node.value)) })
        case .null, .bool, .number: value
        }
    }
}

extension RecordedScenario {
    /// With other numbers of meters, DCUs and tenant, and other names of users.
    package var anonymised: RecordedScenario {
        let tenants = document.member("tenants")?.value.list ?? []
        let dcus = tenants.flatMap { $0.member("dcus")?.value.list ?? [] }
        let meters = dcus.flatMap { $0.member("meters")?.value.list ?? [] }
        var numbers = tenants.compactMap { $0.member("tenantCode")?.value.string }
        numbers += dcus.compactMap { $0.member("dcuNo")?.value.string }
        numbers += meters.compactMap { $0.string ?? $0.member("devAddr")?.value.string }
        numbers += meters.compactMap { $0.member("route")?.value.string }
        let users = tenants.flatMap { $0.member("users")?.value.list ?? [] }
        let map = Anonymising(numbers, users: users.compactMap { $0.member("username")?.value.string })
        var copy = self
        copy.document = document.changing("tenants") { tenants in
            .list(tenants.list.map { map.anonymised(tenant: $0) })
        }
        copy.rows = rows.map { row in
            row.changing("devAddr") { .string(map.number($0.string ?? "")) }
        }
        // The tool's own notes name no user.
        let notes = Anonymising(numbers)
        copy.leftOut = leftOut.map { notes.text($0) }
        let bare = tenants.flatMap { $0.member("faults")?.value.list ?? [] }.count { map.namesUser($0) }
        if bare > 0 {
            let rules = bare.counted("refusal has", plural: "refusals have")
            copy.leftOut.append("\(rules) the name of a user in its text, without quotes, where it stays.")
        }
        return copy
    }
}

extension Anonymising {
    /// Values of rows are what they were; only numbers and names change.
    fileprivate func anonymised(tenant: JSONValue) -> JSONValue {
        var copy = tenant
        for key in ["tenantCode", "dcus"] { copy = copy.changing(key, by: value) }
        copy = copy.changing("faults") { faults in .list(faults.list.map(anonymised(fault:))) }
        return copy.changing("users") { users in
            .list(users.list.enumerated().map { $1.setting("username", to: .string(Self.user($0))) })
        }
    }

    fileprivate func namesUser(_ fault: JSONValue) -> Bool {
        ["msg", "body"].contains { key in
            fault.member("effect")?.value.member(key)?.value.string.map(hasBareUser) ?? false
        }
    }

    /// What an answer says; the other texts of a rule are the format's own words.
    private func anonymised(fault: JSONValue) -> JSONValue {
        fault.changing("effect") { effect in
            ["msg", "body"].reduce(effect) { effect, key in
                effect.changing(key) { .string(self.text($0.string ?? "")) }
            }
        }
    }
}
