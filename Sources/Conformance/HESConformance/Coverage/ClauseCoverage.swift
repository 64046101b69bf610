/// A normative sentence of the vendor's document, or an obligation drawn from it, with the checks that hold it.
package struct ClauseRow: Sendable, Hashable {
    /// As `§3.1.1`, or `O11`.
    package let clause: String
    /// Quoted briefly.
    package let sentence: String
    /// As `TOKEN-01/method`.
    package let checks: [String]
    /// Why no check holds it; nil where one does.
    package let excluded: String?

    init(_ clause: String, _ sentence: String, _ checks: [String]) {
        self.init(clause: clause, sentence: sentence, checks: checks, excluded: nil)
    }

    init(_ clause: String, _ sentence: String, excluded: String) {
        self.init(clause: clause, sentence: sentence, checks: [], excluded: excluded)
    }

    private init(clause: String, sentence: String, checks: [String], excluded: String?) {
        self.clause = clause
        self.sentence = sentence
        self.checks = checks
        self.excluded = excluded
    }
}

/// Which clause is held by which check: what is mapped to nothing fails the build.
package enum ClauseCoverage {
    package static let rows = document + obligations

    /// Everything that is wrong with the mapping, a sentence each.
    package static func problems(of rows: [ClauseRow] = rows, cases: [Case]) -> [String] {
        let known = cases.flatMap { testCase in testCase.checks.map { "\(testCase.id)/\($0.id)" } }
        let named = rows.flatMap(\.checks)
        let unmapped = (1...19).map { "O\($0)" }.filter { name in !rows.contains { $0.clause == name } }
        let empty = rows.filter { $0.checks.isEmpty && ($0.excluded ?? "").isEmpty }
        return unmapped.map { "\($0) is not mapped" }
            + empty.map { "\($0.clause) '\($0.sentence)' has neither a check nor a reason" }
            + named.filter { !known.contains($0) }.map { "there is no check \($0)" }
            + known.filter { !named.contains($0) }.map { "no clause names the check \($0)" }
    }
}
