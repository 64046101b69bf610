import HESContract
import JSON

extension MemberReader {
    /// Empty after a complaint.
    package func string(_ key: String) -> String {
        guard let value = required(key) else { return "" }
        return text(value, key) ?? ""
    }

    package func optionalString(_ key: String) -> String? {
        optional(key).flatMap { text($0, key) }
    }

    /// 0 after a complaint.
    package func integer(_ key: String) -> Int {
        guard let value = required(key) else { return 0 }
        return number(value, key) ?? 0
    }

    package func optionalInteger(_ key: String) -> Int? {
        optional(key).flatMap { number($0, key) }
    }

    package func bool(_ key: String) -> Bool {
        guard let value = optional(key) else { return false }
        if case .bool(let flag) = value { return flag }
        complain(key, expected: "true or false", found: value)
        return false
    }

    /// At least one string; a single one may stand without brackets.
    package func strings(_ key: String) -> [String] {
        guard let value = required(key) else { return [] }
        let strings = strings(value, key)
        if strings.isEmpty { complain(key, expected: "at least one string", found: value) }
        return strings
    }

    package func optionalStrings(_ key: String) -> [String]? {
        optional(key).map { strings($0, key) }
    }

    package func optionalIntegers(_ key: String) -> [Int]? {
        guard let value = optional(key) else { return nil }
        guard case .array(let nodes) = value else { return number(value, key).map { [$0] } }
        return nodes.compactMap { number($0.value, key) }
    }

    /// Nil after a complaint.
    package func word<Word: RawRepresentable<String> & CaseIterable>(_ key: String, default word: Word? = nil) -> Word?
    {
        guard let value = word == nil ? required(key) : optional(key) else { return word }
        guard let text = text(value, key) else { return nil }
        if let word = Word(rawValue: text) { return word }
        problems.addUnknown(text, pointer(to: key), among: Word.allCases.map(\.rawValue), what: "'\(key)'")
        return nil
    }

    /// Readers of the elements of an array of objects.
    func objects(_ key: String, isRequired: Bool = false) -> [MemberReader] {
        guard let value = isRequired ? required(key) : optional(key) else { return [] }
        guard case .array(let nodes) = value else {
            complain(key, expected: "an array", found: value)
            return []
        }
        return nodes.enumerated().map { index, node in
            MemberReader(node.value, pointer: "\(pointer(to: key))/\(index)", problems: problems)
        }
    }

    private func strings(_ value: JSONValue, _ key: String) -> [String] {
        guard case .array(let nodes) = value else { return text(value, key).map { [$0] } ?? [] }
        return nodes.compactMap { text($0.value, key) }
    }

    private func text(_ value: JSONValue, _ key: String) -> String? {
        if let text = value.string { return text }
        complain(key, expected: "a string", found: value)
        return nil
    }

    private func number(_ value: JSONValue, _ key: String) -> Int? {
        if let number = value.integer { return number }
        complain(key, expected: "an integer", found: value)
        return nil
    }
}
