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
        return hint.map { "\(text); \($0)" } ?? text
    }
}
