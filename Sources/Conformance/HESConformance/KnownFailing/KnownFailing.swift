/// Known failures of a client: their cases still run, and only the exit code changes (conformance.md §3).
package struct KnownFailing: Sendable, Hashable {
    package struct Entry: Sendable, Hashable {
        package var caseID: String
        /// Nil for every check of the case.
        package var check: String?
        package var reason: String
        package var issue: String?
        /// The last day on which it holds, `YYYY-MM-DD`.
        package var until: String

        package init(caseID: String, check: String? = nil, reason: String, issue: String? = nil, until: String) {
            self.caseID = caseID
            self.check = check
            self.reason = reason
            self.issue = issue
            self.until = until
        }

        /// Such as `READ-01`, or `READ-01/rows`.
        package var name: String { check.map { "\(caseID)/\($0)" } ?? caseID }
    }

    package var client: String
    package var entries: [Entry]

    package init(client: String, entries: [Entry]) {
        self.client = client
        self.entries = entries
    }
}

extension KnownFailing {
    /// An entry for each case that failed, to be fixed by the given day.
    package init(client: String, results: [CaseResult], until: String) {
        let failed = results.filter { $0.verdict == .fail || $0.verdict == .unimplemented }
        var entries: [Entry] = []
        for result in failed where !entries.contains(where: { $0.caseID == result.caseID }) {
            entries.append(Entry(caseID: result.caseID, reason: result.reason, until: until))
        }
        self.init(client: client, entries: entries)
    }
}
