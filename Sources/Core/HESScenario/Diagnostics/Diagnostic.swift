/// One thing that is wrong with a scenario file, with its place.
package struct Diagnostic: Hashable, Sendable {
    package enum Severity: String, Sendable {
        case error, warning
    }

    package var severity: Severity
    package var file: String
    /// Both from 1; columns count Unicode scalars.
    package var line: Int
    package var column: Int
    /// JSON pointer (RFC 6901); empty for the whole document.
    package var pointer: String
    package var expected: String
    package var found: String
    package var hint: String?
}

extension Diagnostic: CustomStringConvertible {
    package var description: String {
        let place = pointer.isEmpty ? "/" : pointer
        let text = "\(file):\(line):\(column): \(severity.rawValue): \(place): expected \(expected), found \(found)"
        return Self.onOneLine(hint.map { "\(text); \($0)" } ?? text)
    }

    /// What a file has in its strings and keys may hold line breaks.
    private static func onOneLine(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: isControl) else { return text }
        return text.unicodeScalars.map { isControl($0) ? $0.escaped(asASCII: true) : String($0) }.joined()
    }

    private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.generalCategory == .control
    }
}
