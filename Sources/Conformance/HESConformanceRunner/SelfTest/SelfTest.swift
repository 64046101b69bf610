import HESClientDriver
package import HESConformance
package import Logging
import SimulationKernel

/// Proof that cases can fail (conformance.md §5): each layer returns its problems, an empty list if it passes.
package struct SelfTest: Sendable {
    /// What one layer found.
    package struct Finding: Sendable {
        /// What was tried, a line each, in order.
        package var lines: [String]
        /// What is wrong, a sentence each.
        package var problems: [String]
    }

    /// This program, which also runs as reference client and as null driver.
    let program: String
    let broker: SharedBroker
    let cases: [Case]
    let canary: Case
    let catalogue: CatalogueVersion
    let jobs: Int
    let logger: Logger

    package init(
        program: String,
        broker: SharedBroker,
        cases: [Case],
        canary: Case,
        catalogue: CatalogueVersion = .latest,
        jobs: Int,
        logger: Logger
    ) {
        self.program = program
        self.broker = broker
        self.cases = cases
        self.canary = canary
        self.catalogue = catalogue
        self.jobs = jobs
        self.logger = logger
    }

    /// The reference client over the whole catalogue, under every pack that a case asks for.
    package func golden() async -> SuiteOutcome {
        await play(
            referenceClient([]),
            cases: cases.flatMap { testCase in testCase.packs.map { PlannedCase(testCase, pack: $0) } }
        )
    }

    /// Layer 1: the reference client passes, and its traces no longer do once mutated, neutral mutations aside.
    package func traces(_ golden: SuiteOutcome) -> Finding {
        var finding = Finding(lines: [], problems: [])
        for played in golden.played where played.result.verdict != .pass {
            finding.problems.append(
                "\(played.result.name): the reference client gets \(played.result.verdict.rawValue): \(played.result.reason)"
            )
        }
        for testCase in cases {
            guard let played = golden.played.first(where: { $0.result.name == testCase.id }) else { continue }
            let problems = TraceSelfTest.problems(of: testCase, golden: played.events)
            let told = "\(testCase.mutations.count) flip, \(testCase.neutral.count) do not"
            finding.lines.append("\(testCase.id): \(problems.isEmpty ? told : "\(problems.count) problems")")
            finding.problems += problems
        }
        return finding
    }

    func play(_ options: RunOptions, cases planned: [PlannedCase]) async -> SuiteOutcome {
        await SuiteRun(options, broker: broker, canary: canary, logger: logger).run(planned)
    }

    /// A seed for each subject, and so tenants of its own: runs at the same time share a broker.
    static func seed(of subject: String) -> UInt64 { SeededHash(seed: 1).about(subject).value % 1_000_000 }

    func referenceClient(_ defects: [String], notesDefects: Bool = false, jobs: Int? = nil) -> RunOptions {
        let notes = notesDefects ? ["--note-defects"] : []
        let arguments = ["reference-client", "--driver"] + notes + defects.flatMap { ["--defect", $0] }
        return RunOptions(
            command: ClientCommand(program: program, arguments: arguments),
            jobs: jobs ?? self.jobs,
            seed: Self.seed(of: defects.joined()),
            catalogue: catalogue
        )
    }
}
