/// A run of the suite against one client: all that `results.json`, `junit.xml` and `report.html` are made of, beside the
/// evidence.
package struct RunResult: Sendable {
    /// As the client named itself in `hello.ok`.
    package struct Client: Sendable, Hashable {
        package var name: String
        package var version: String
        package var language: String

        package init(name: String, version: String, language: String) {
            self.name = name
            self.version = version
            self.language = language
        }
    }

    package var client: Client?
    /// `driver`, `exec`, `observe`, `verify` or `record`.
    package var mode: String
    /// The command as it was started.
    package var command: [String]
    package var seed: UInt64
    package var cases: [CaseResult]
    /// The canary if it did not pass, at the start, after a restart or at the end; then the client is not conformant.
    package var canary: CaseResult?
    /// Wall-clock milliseconds per ``CaseResult/name``; two equal runs may differ in it, and in ``CheckResult/events`` if a
    /// client works concurrently.
    package var elapsedMilliseconds: [String: Int]
    /// Whether every must case of the catalogue was selected under every pack that it asks for.
    package var isComplete: Bool
    /// Known failures that no longer fail, or whose day is past.
    package var stale: [String]
    /// Names of failed cases that a known-failing file expects.
    package var expected: [String]

    package init(
        client: Client?,
        mode: String,
        command: [String],
        seed: UInt64,
        cases: [CaseResult],
        elapsedMilliseconds: [String: Int] = [:],
        isComplete: Bool,
        stale: [String] = [],
        expected: [String] = []
    ) {
        self.client = client
        self.mode = mode
        self.command = command
        self.seed = seed
        self.cases = cases
        self.elapsedMilliseconds = elapsedMilliseconds
        self.isComplete = isComplete
        self.stale = stale
        self.expected = expected
    }

    /// Nil if the selection was narrowed: then no claim is made.
    package var isConformant: Bool? {
        guard isComplete else { return nil }
        guard canary == nil else { return false }
        let musts = cases.filter { $0.level == .must }
        return !musts.isEmpty
            && musts.allSatisfy { $0.verdict == .pass || $0.verdict == .warn || $0.verdict == .notApplicable }
            && musts.contains { $0.verdict == .pass || $0.verdict == .warn }
    }

    package func count(_ verdict: Verdict) -> Int { cases.count { $0.verdict == verdict } }
}
