extension KnownFailing {
    /// The entries applied to the results of a run.
    package struct Application: Sendable, Hashable {
        /// Names of failed results that entries expect.
        package var expected: [String] = []
        /// Entries that no longer fail, or whose day is past; a sentence each.
        package var stale: [String] = []
        /// Names of failed results that no entry expects.
        package var unexpected: [String] = []

        package init() {}
    }

    /// `today` is `YYYY-MM-DD`; days compare as their texts do.
    package func apply(to results: [CaseResult], today: String) -> Application {
        var application = Application()
        let living = entries.filter { $0.until >= today }
        for entry in entries where entry.until < today {
            application.stale.append("\(entry.name): its day, \(entry.until), is past")
        }
        for entry in living where isMended(entry, in: results) {
            application.stale.append("\(entry.name): it does not fail any more; take the entry away")
        }
        for result in results where Self.hasFailed(result) {
            let isExpected = living.contains { expects($0, of: result) } || isCovered(result, by: living)
            if isExpected {
                application.expected.append(result.name)
            } else {
                application.unexpected.append(result.name)
            }
        }
        return application
    }

    /// Whether an entry may expect the result: faults of the suite and inconclusive cases are no failures of the client.
    static func hasFailed(_ result: CaseResult) -> Bool {
        result.verdict == .fail || result.verdict == .unimplemented
    }

    private func expects(_ entry: Entry, of result: CaseResult) -> Bool {
        entry.caseID == result.caseID && entry.check == nil
    }

    /// Whether each must check that failed has an entry of its own, and nothing else failed the case.
    private func isCovered(_ result: CaseResult, by living: [Entry]) -> Bool {
        guard result.cause == .assertion else { return false }
        let failed = result.checks.filter { $0.verdict == .fail && $0.level == result.level }.map(\.check)
        return !failed.isEmpty
            && failed.allSatisfy { check in living.contains { $0.caseID == result.caseID && $0.check == check } }
    }

    /// Whether what the entry names no longer fails.
    ///
    /// A case must pass under every pack that was run, a check under at least one and fail under none.
    private func isMended(_ entry: Entry, in results: [CaseResult]) -> Bool {
        let own = results.filter { $0.caseID == entry.caseID }
        guard let check = entry.check else {
            return own.contains { $0.verdict == .pass } && own.allSatisfy { $0.verdict == .pass }
        }
        let verdicts = own.flatMap(\.checks).filter { $0.check == check }.map(\.verdict)
        return verdicts.contains(.pass) && !verdicts.contains(.fail)
    }
}
