/// A function or initialiser as it stands in a source file that `swift format` has laid out.
struct SwiftFunction: Sendable {
    /// `init` for an initialiser; an operator's name is its sign.
    let name: String
    let path: String
    /// From 1.
    let line: Int
    /// From `func` to the closing brace, both counted; 1 for a requirement of a protocol.
    let lineCount: Int
    /// Parameters that a call gives without a label.
    let unlabelledCount: Int

    var description: String { "\(path):\(line) \(name)" }
    var isInitialiser: Bool { name == "init" }
    var isOperator: Bool { name.first.map { !$0.isLetter && $0 != "_" && $0 != "`" } ?? false }

    static func all(in source: Source) -> [SwiftFunction] {
        let lines = source.code.split(separator: "\n", omittingEmptySubsequences: false)
        return lines.indices.compactMap { index in
            guard let name = name(declaredBy: lines[index]) else { return nil }
            return SwiftFunction(
                name: name,
                path: source.path,
                line: index + 1,
                lineCount: lineCount(of: lines[index...]),
                unlabelledCount: parameters(of: lines[index...]).count { $0.hasPrefix("_ ") }
            )
        }
    }

    private static let modifiers: Set<Substring> = [
        "package", "private", "fileprivate", "public", "static", "mutating", "consuming", "borrowing", "nonisolated",
        "override", "final", "convenience", "required", "class",
    ]

    private static func name(declaredBy line: Substring) -> String? {
        let words = line.split(separator: " ").drop { modifiers.contains($0) || $0.hasPrefix("@") }
        guard let first = words.first else { return nil }
        if first == "func" {
            guard let word = words.dropFirst().first else { return nil }
            let name = word.prefix { $0 != "(" && $0 != "<" }
            return String(name.isEmpty ? word.prefix { $0 != "(" } : name)
        }
        return ["init(", "init?(", "init<"].contains { first.hasPrefix($0) } ? "init" : nil
    }

    /// The closing brace stands below the first column of the declaration; `swift format` sees to that.
    private static func lineCount(of lines: ArraySlice<Substring>) -> Int {
        guard let first = lines.first else { return 0 }
        let indent = first.prefix { $0 == " " }
        var isInSignature = true
        for (offset, line) in lines.enumerated() {
            if isInSignature, line.contains("{") || line.hasSuffix("{") {
                isInSignature = false
                if line.hasSuffix("}") { return offset + 1 }
            } else if !isInSignature, line == indent + "}" {
                return offset + 1
            } else if isInSignature, offset > 0, line.prefix(while: { $0 == " " }).count <= indent.count,
                !line.hasPrefix(indent + ")")
            {
                return 1
            }
        }
        return 1
    }

    /// The parameters between the first parentheses, apart.
    private static func parameters(of lines: ArraySlice<Substring>) -> [String] {
        var parameters = [""]
        var depth = 0
        for character in lines.prefix(40).joined(separator: "\n") {
            if "([{".contains(character) {
                depth += 1
                if depth == 1 { continue }
            }
            if ")]}".contains(character) { depth -= 1 }
            if depth == 0, character == ")" { break }
            guard depth > 0 else { continue }
            if depth == 1, character == "," {
                parameters.append("")
            } else {
                parameters[parameters.count - 1].append(character)
            }
        }
        return parameters.map { String($0.drop { $0.isWhitespace }) }
    }
}
