import HESContract
import JSON

/// One thing that is wrong with a case file, a known-failing file or the table of defects.
package struct CaseProblem: Error, Hashable, Sendable, CustomStringConvertible {
    package var file: String
    /// JSON pointer (RFC 6901); empty for the whole document.
    package var pointer: String
    package var expected: String
    package var found: String
    package var hint: String?

    package init(file: String, pointer: String, expected: String, found: String, hint: String? = nil) {
        self.file = file
        self.pointer = pointer
        self.expected = expected
        self.found = found
        self.hint = hint
    }

    package var description: String {
        let text = "\(file): \(pointer.isEmpty ? "/" : pointer): expected \(expected), found \(found)"
        return hint.map { "\(text); \($0)" } ?? text
    }
}

/// Why a file cannot be taken; every problem at once.
package struct CaseProblems: Error, Sendable, CustomStringConvertible {
    package let problems: [CaseProblem]

    package init(_ problems: [CaseProblem]) { self.problems = problems }

    package var description: String { problems.map(\.description).joined(separator: "\n") }
}

/// Collects the problems of one file; a reader of the file never stops at the first.
final class ProblemList {
    let file: String
    private(set) var problems: [CaseProblem] = []

    init(file: String) { self.file = file }

    func add(_ pointer: String, expected: String, found: String, hint: String? = nil) {
        problems.append(CaseProblem(file: file, pointer: pointer, expected: expected, found: found, hint: hint))
    }

    /// A word that is none of the known ones.
    func addUnknown(_ word: String, _ pointer: String, among known: [String], what: String) {
        let near = Suggestion.nearest(to: word, among: known)
        add(
            pointer,
            expected: "\(what): one of \(known.joined(separator: ", "))",
            found: "\"\(word)\"",
            hint: near.map { "did you mean '\($0)'?" }
        )
    }
}
