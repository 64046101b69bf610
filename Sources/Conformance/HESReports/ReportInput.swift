package import HESConformance

/// All that the reports are made of: the results of a run and its evidence.
package struct ReportInput: Sendable {
    package var run: RunResult
    /// By ``CaseResult/name``; secrets are masked already.
    package var evidence: [String: [EvidenceEvent]]
    package var suiteVersion: String
    package var catalogue: CatalogueVersion
    package var coverage: [ClauseRow]
    /// Of the program that ran the suite, such as `0.1.0`.
    package var simulatorVersion: String
    /// When the run ended, on the wall clock: `2026-11-29T19:47:00Z`; empty if it is not known.
    package var date: String

    package init(
        run: RunResult,
        evidence: [String: [EvidenceEvent]],
        suiteVersion: String,
        catalogue: CatalogueVersion,
        coverage: [ClauseRow] = [],
        simulatorVersion: String = "",
        date: String = ""
    ) {
        self.run = run
        self.evidence = evidence
        self.suiteVersion = suiteVersion
        self.catalogue = catalogue
        self.coverage = coverage
        self.simulatorVersion = simulatorVersion
        self.date = date
    }

    /// In the order of the run, each once.
    var packs: [String] {
        var packs: [String] = []
        for result in run.cases where !packs.contains(result.pack) { packs.append(result.pack) }
        return packs
    }

    /// What the page shows of a result's evidence: all of it, or of an observation what is near the decisive events.
    func events(of result: CaseResult) -> [EvidenceEvent] {
        let events = evidence[result.evidenceName] ?? []
        guard result.evidenceName != result.name else { return events }
        let decisive = result.checks.flatMap(\.events)
        guard !decisive.isEmpty else { return Array(events.prefix(Self.surroundings)) }
        var shown = Set<Int>()
        for seq in decisive { shown.formUnion(seq - Self.surroundings...seq + Self.surroundings) }
        return events.filter { shown.contains($0.seq) }
    }

    /// Events before and behind a decisive one.
    private static let surroundings = 8

    var clientName: String {
        guard let client = run.client else { return "the client" }
        return client.version.isEmpty ? client.name : "\(client.name) \(client.version)"
    }
}

extension CaseResult {
    /// Relative to the folder of the reports.
    var evidencePath: String { "evidence/\(evidenceName).jsonl" }

    var isGood: Bool { verdict == .pass || verdict == .warn || verdict == .notApplicable }

    /// The check that best explains why the case is not a pass.
    var decisiveCheck: CheckResult? {
        let unreached = checks.first { $0.verdict == .notReached }
        if verdict == .inconclusive, let unreached { return unreached }
        return checks.first { $0.verdict == .fail && $0.level == .must } ?? checks.first { $0.verdict == .fail }
            ?? unreached
    }

    /// Whether a failed check made the verdict, rather than how the client ended, what it declared or a fault of the suite.
    var isDecidedByCheck: Bool {
        (verdict == .fail || verdict == .warn) && (cause == nil || cause == .assertion)
            && decisiveCheck?.verdict == .fail
    }
}
