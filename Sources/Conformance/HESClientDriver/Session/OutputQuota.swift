/// Limits how many lines of a client are kept in a case besides its answers.
struct OutputQuota: Sendable {
    enum Admission { case yes, justOver, over }

    static let maximumLines = 2000

    private var outputLines = 0
    private var errorLines = 0

    mutating func admit() -> Admission {
        outputLines += 1
        if outputLines <= Self.maximumLines { return .yes }
        return outputLines == Self.maximumLines + 1 ? .justOver : .over
    }

    /// Further lines are read and dropped.
    mutating func admitsError() -> Bool {
        errorLines += 1
        return errorLines <= Self.maximumLines
    }
}
