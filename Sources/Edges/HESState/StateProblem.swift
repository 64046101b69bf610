/// What is wrong with one record of a state file.
package struct StateProblem: Error, Hashable, Sendable, CustomStringConvertible {
    /// `world 2` or `input 17`, by position from 1, `head`, or `file`.
    package let record: String
    package let reason: String

    package var description: String { "\(record): \(reason)" }
}
