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

    /// A problem that the JSON reader found, in the words of case files.
    init(_ problem: JSONProblem, file: String) {
        var (expected, found) = (problem.expected, problem.found)
        switch problem.cause {
        case .unknownKey(let key, let known):
            expected = "a known key: one of " + known.joined(separator: ", ")
            found = "\"\(key)\""
        case .unknownWord(let known):
            let key = problem.pointer.split(separator: "/").last { Int($0) == nil } ?? ""
            expected = "'\(key)': one of " + known.joined(separator: ", ")
        case .value, .missingKey, .repeatedKey: break
        }
        self.init(file: file, pointer: problem.pointer, expected: expected, found: found, hint: problem.hint)
    }

    package var description: String {
        let text = "\(file): \(pointer.isEmpty ? "/" : pointer): expected \(expected), found \(found)"
        return hint.map { "\(text); \($0)" } ?? text
    }
}

/// Why a file is refused: all of its problems.
package struct CaseProblems: Error, Sendable, CustomStringConvertible {
    package let problems: [CaseProblem]

    package init(_ problems: [CaseProblem]) { self.problems = problems }

    init(_ list: ProblemList, file: String) {
        problems = list.problems.map { CaseProblem($0, file: file) }
    }

    package var description: String { problems.map(\.description).joined(separator: "\n") }
}

extension ProblemList {
    /// Adds the problem of an unknown word, with a suggestion of a known one.
    func addUnknown(_ word: String, at pointer: String, among known: [String], what: String) {
        add(
            pointer,
            expected: "\(what): one of \(known.joined(separator: ", "))",
            found: "\"\(word)\"",
            hint: Suggestion.hint(for: word, among: known)
        )
    }
}
