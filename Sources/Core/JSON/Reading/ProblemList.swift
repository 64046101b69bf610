/// One problem of a document, with its position.
package struct JSONProblem: Error, Hashable, Sendable {
    package enum Severity: String, Sendable {
        case error, warning
    }

    package enum Cause: Hashable, Sendable {
        /// The value, or the document as a whole.
        case value
        case missingKey(String)
        /// `known` are the keys that the reader asks for.
        case unknownKey(String, known: [String])
        case repeatedKey(String)
        /// The value is not one of the `known` words.
        case unknownWord(known: [String])
    }

    package var severity: Severity
    package var cause: Cause
    /// Bytes from the beginning of the document.
    package var offset: Int
    /// JSON pointer (RFC 6901); empty for the whole document.
    package var pointer: String
    package var expected: String
    package var found: String
    /// Such as `did you mean 'users'?`.
    package var hint: String?

    package init(
        severity: Severity = .error,
        cause: Cause = .value,
        offset: Int = 0,
        pointer: String,
        expected: String,
        found: String,
        hint: String? = nil
    ) {
        self.severity = severity
        self.cause = cause
        self.offset = offset
        self.pointer = pointer
        self.expected = expected
        self.found = found
        self.hint = hint
    }
}

extension JSONProblem: CustomStringConvertible {
    package var description: String {
        let text = "\(pointer.isEmpty ? "/" : pointer): expected \(expected), found \(found)"
        return hint.map { "\(text); \($0)" } ?? text
    }
}

/// Collects the problems of one document, in the order of reading; a reader does not stop at the first.
///
/// Used by one thread at a time.
package final class ProblemList {
    package private(set) var problems: [JSONProblem] = []

    package init() {}

    package var hasErrors: Bool { problems.contains { $0.severity == .error } }

    /// The problem with the smallest offset; of several at one offset, the one that was found first.
    package var first: JSONProblem? { problems.min { $0.offset < $1.offset } }

    /// Sorted by offset; problems at one offset stay in the order of reading.
    package var inOrderOfTheDocument: [JSONProblem] { problems.sorted { $0.offset < $1.offset } }

    package func add(_ problem: JSONProblem) { problems.append(problem) }

    package func add(_ pointer: String, expected: String, found: String, hint: String? = nil) {
        add(JSONProblem(pointer: pointer, expected: expected, found: found, hint: hint))
    }
}
