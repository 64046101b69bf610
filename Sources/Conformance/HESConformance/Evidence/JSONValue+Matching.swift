import HESContract
package import JSON

extension JSONValue {
    /// The value as JSON on one line.
    var text: String {
        var writer = JSONWriter()
        writer.node(self)
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    /// A member of an object or, by its number, of an array.
    subscript(child key: String) -> JSONValue? {
        guard case .array(let nodes) = self else { return member(key)?.value }
        return Int(key).flatMap { nodes.indices.contains($0) ? nodes[$0].value : nil }
    }

    var elements: [JSONValue] {
        if case .array(let nodes) = self { nodes.map(\.value) } else { [] }
    }

    var isInteger: Bool { integer != nil }

    /// The text of a string or the digits of a number; nil for other values.
    package var word: String? {
        switch self {
        case .string(let text): text
        case .number(let digits): digits
        default: nil
        }
    }

    /// Whether this, as a pattern, fits `value`: see ``EventPattern``.
    func isPart(of value: JSONValue) -> Bool {
        switch (self, value) {
        case (.object(let wanted), .object):
            wanted.allSatisfy { entry in value.member(entry.key).map { entry.node.value.isPart(of: $0.value) } ?? false
            }
        case (.array(let wanted), _): wanted.contains { $0.value.isPart(of: value) }
        case (.string(let one), .string(let other)) where one.isContained:
            other.contains(one.dropFirst().dropLast())
        case (.string(let one), .string(let other)), (.number(let one), .number(let other)): one == other
        case (.bool(let one), .bool(let other)): one == other
        case (.null, .null): true
        default: false
        }
    }
}

extension String {
    /// Whether the text of a pattern has the form `*text*`, which matches a string that contains it.
    fileprivate var isContained: Bool { count > 2 && hasPrefix("*") && hasSuffix("*") }
}
