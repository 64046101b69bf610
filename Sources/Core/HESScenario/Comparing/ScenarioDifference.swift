package import JSON

/// What differs between two scenarios, in sentences.
package struct ScenarioDifference {
    /// Empty if nothing differs.
    package private(set) var sentences: [String] = []
    private let names: (first: String, second: String)

    /// `names` are those of the files.
    package init(_ first: JSONValue, with second: JSONValue, names: (first: String, second: String)) {
        self.names = names
        compare(first, with: second, at: [])
    }

    /// Members that name an element of a list, by preference.
    private static let labels = ["tenantCode", "dcuNo", "id", "username", "devAddr", "from", "recipe"]

    private mutating func compare(_ first: JSONValue, with second: JSONValue, at path: [String]) {
        switch (first, second) {
        case (.object(let old), .object(let new)):
            compare(old.map { ($0.key, $0.node.value) }, with: new.map { ($0.key, $0.node.value) }, at: path)
        case (.array(let old), .array(let new)):
            guard let old = Self.named(old), let new = Self.named(new) else {
                compareWhole(first, with: second, at: path)
                return
            }
            compare(old, with: new, at: path)
            let (before, after) = (old.map(\.0), new.map(\.0))
            let shared = Set(before).intersection(after)
            if before.filter(shared.contains) != after.filter(shared.contains) {
                sentences.append("\(Self.place(path)): the order differs.")
            }
        default: compareWhole(first, with: second, at: path)
        }
    }

    private mutating func compare(_ old: [(String, JSONValue)], with new: [(String, JSONValue)], at path: [String]) {
        // A key that an object has twice counts with its first value.
        let others = Dictionary(new) { first, _ in first }
        let known = Set(old.map(\.0))
        for (name, value) in old {
            if let other = others[name] {
                compare(value, with: other, at: path + [name])
            } else {
                sentences.append("\(Self.place(path + [name])): only \(names.first) has it, as \(Self.text(value)).")
            }
        }
        for (name, value) in new where !known.contains(name) {
            sentences.append("\(Self.place(path + [name])): only \(names.second) has it, as \(Self.text(value)).")
        }
    }

    private mutating func compareWhole(_ first: JSONValue, with second: JSONValue, at path: [String]) {
        if Self.isSameNumber(first, as: second) { return }
        let (old, new) = (Self.compact(first), Self.compact(second))
        guard old != new else { return }
        sentences.append(
            "\(Self.place(path)): \(Self.text(first)) in \(names.first), \(Self.text(second)) in \(names.second)."
        )
    }

    /// Integers by all their digits: seeds are larger than a `Double` is exact.
    private static func isSameNumber(_ first: JSONValue, as second: JSONValue) -> Bool {
        guard case .number(let old) = first, case .number(let new) = second else { return false }
        if let old = Int128(old), let new = Int128(new) { return old == new }
        return Double(old) == Double(new)
    }

    /// The elements with their names; nil if one has none, or two have the same.
    private static func named(_ nodes: [JSONNode]) -> [(String, JSONValue)]? {
        var (result, taken) = ([(String, JSONValue)](), Set<String>())
        for (index, node) in nodes.enumerated() {
            var label = labels.lazy.compactMap { node.value.member($0)?.value.string }.first ?? node.value.string
            if case .object = node.value, label == nil { label = "\(index + 1)" }
            guard let label, taken.insert(label).inserted else { return nil }
            result.append((label, node.value))
        }
        return result
    }

    private static func place(_ path: [String]) -> String { path.isEmpty ? "the whole" : path.joined(separator: " ") }

    private static func text(_ value: JSONValue) -> String {
        let text = compact(value)
        return text.count > 100 ? "\(text.prefix(100))…" : text
    }

    private static func compact(_ value: JSONValue) -> String {
        var writer = JSONWriter()
        writer.node(value)
        return String(decoding: writer.bytes, as: UTF8.self)
    }
}
