import HESContract
package import JSON

/// Other numbers in place of a recording's: the same for the same, of the same width, with the same zeros in front, and
/// in the same order among those of one form.
package struct Anonymising: Sendable {
    private var names: [String: String] = [:]

    /// - Parameter numbers: every number that is to be replaced, in any order.
    package init(_ numbers: [String]) {
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

    /// The text with the known numbers in it replaced.
    package func text(_ text: String) -> String {
        if let name = names[text] { return name }
        guard text.contains(where: \.isNumber) else { return text }
        // Numbers within a sentence, as runs of letters and digits.
        var (result, word) = ("", "")
        for character in text + " " {
            guard !character.isLetter, !character.isNumber else {
                word.append(character)
                continue
            }
            result += (names[word] ?? word) + String(character)
            word = ""
        }
        return String(result.dropLast())
    }

    package func value(_ value: JSONValue) -> JSONValue {
        switch value {
        case .string(let text): .string(self.text(text))
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
        let map = Anonymising(numbers)
        var copy = self
        copy.document = document.changing("tenants") { tenants in
            .list(tenants.list.map { map.anonymised(tenant: $0) })
        }
        copy.rows = rows.map { row in
            row.changing("devAddr") { .string(map.number($0.string ?? "")) }
        }
        copy.leftOut = leftOut.map { map.text($0) }
        return copy
    }
}

extension Anonymising {
    /// Values of rows are what they were; only numbers and names change.
    fileprivate func anonymised(tenant: JSONValue) -> JSONValue {
        var copy = tenant
        for key in ["tenantCode", "dcus", "faults"] { copy = copy.changing(key, by: value) }
        return copy.changing("users") { users in
            .list(users.list.enumerated().map { $1.setting("username", to: .string("user-\($0 + 1)")) })
        }
    }
}
