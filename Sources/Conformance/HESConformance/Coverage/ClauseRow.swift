/// A normative sentence of the vendor's document, or an obligation drawn from it, with the checks that hold it.
package struct ClauseRow: Sendable, Hashable {
    /// Such as `§3.1.1`, or `O11`.
    package let clause: String
    /// Quoted briefly.
    package let sentence: String
    /// Such as `TOKEN-01/method`.
    package let checks: [String]
    /// Why no check holds it; nil if one does.
    package let excluded: String?

    package init(_ clause: String, says sentence: String, checks: [String] = [], excluded: String? = nil) {
        self.clause = clause
        self.sentence = sentence
        self.checks = checks
        self.excluded = excluded
    }
}
