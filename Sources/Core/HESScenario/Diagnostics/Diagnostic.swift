package import JSON

/// A problem of a scenario document, with its position in the file.
@dynamicMemberLookup
package struct Diagnostic: Hashable, Sendable {
    /// Both from 1; columns count Unicode scalars.
    package struct Position: Hashable, Sendable {
        package var line: Int
        package var column: Int
    }

    package var file: String
    /// nil for a document that was not parsed from text.
    package var position: Position?
    package var problem: JSONProblem

    package subscript<Value>(dynamicMember member: KeyPath<JSONProblem, Value>) -> Value { problem[keyPath: member] }
}

extension Diagnostic: CustomStringConvertible {
    package var description: String {
        let place = position.map { ":\($0.line):\($0.column)" } ?? ""
        return Self.onOneLine("\(file)\(place): \(problem.severity.rawValue): \(problem)")
    }

    /// Escapes control characters, because strings and keys of a file may contain line breaks.
    private static func onOneLine(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: isControl) else { return text }
        return text.unicodeScalars.map { isControl($0) ? $0.escaped(asASCII: true) : String($0) }.joined()
    }

    private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.generalCategory == .control
    }
}
