extension JSONValue {
    /// Readable text: indented by two spaces, members in their order, a final newline.
    ///
    /// Arrays without objects stay on one line if that line has at most 120 bytes.
    package var prettyPrinted: [UInt8] {
        var printer = PrettyPrinter()
        printer.write(self, depth: 0, column: 0)
        return printer.bytes + [UInt8(ascii: "\n")]
    }
}

private struct PrettyPrinter {
    private(set) var bytes: [UInt8] = []

    /// `column` is the column at which the value begins.
    mutating func write(_ value: JSONValue, depth: Int, column: Int) {
        switch value {
        case .object(let members) where !members.isEmpty:
            block(of: members, from: "{", to: "}", depth: depth) { printer, member in
                let key = Self.line(.string(member.key)) + [UInt8(ascii: ":"), UInt8(ascii: " ")]
                printer.bytes += key
                printer.write(member.node.value, depth: depth + 1, column: 2 * depth + 2 + key.count)
            }
        case .array(let nodes) where !Self.staysOnOneLine(value, column: column):
            block(of: nodes, from: "[", to: "]", depth: depth) { printer, node in
                printer.write(node.value, depth: depth + 1, column: 2 * depth + 2)
            }
        default: bytes += Self.line(value)
        }
    }

    private mutating func block<Element>(
        of elements: [Element],
        from open: Character,
        to close: Character,
        depth: Int,
        write: (inout PrettyPrinter, Element) -> Void
    ) {
        bytes += String(open).utf8
        for (index, element) in elements.enumerated() {
            bytes += ((index == 0 ? "\n" : ",\n") + String(repeating: "  ", count: depth + 1)).utf8
            write(&self, element)
        }
        bytes += ("\n" + String(repeating: "  ", count: depth) + String(close)).utf8
    }

    /// Leaves room for a comma.
    private static func staysOnOneLine(_ value: JSONValue, column: Int) -> Bool {
        isFlat(value) && column + line(value).count < 120
    }

    private static func isFlat(_ value: JSONValue) -> Bool {
        switch value {
        case .array(let nodes): nodes.allSatisfy { isFlat($0.value) }
        case .object(let members): members.isEmpty
        default: true
        }
    }

    private static func line(_ value: JSONValue) -> [UInt8] {
        guard case .array(let nodes) = value else {
            var writer = JSONWriter()
            writer.node(value)
            return writer.bytes
        }
        return Array("[".utf8) + nodes.map { line($0.value) }.joined(separator: ", ".utf8) + Array("]".utf8)
    }
}
