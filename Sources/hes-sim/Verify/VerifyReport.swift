import Foundation
import HESConformance
import HESReports
import HESVerification
import HESVerificationRunner
import JSON
import SimulationKernel

/// The folder of `verify --report`: the suite's reports and evidence, `dialect.json` and `scenario.json`.
struct VerifyReport {
    private let path: String
    private let folder: ReportFolder
    private let evidence: VerifyEvidence

    /// What is made from now on is the user's alone: it holds meter numbers and values.
    ///
    /// - Throws: ``CommandFailure`` with code 2 if the folder cannot be made, or has any file.
    init(_ path: String) throws {
        self.path = path
        try Self.refuseFull(path)
        _ = umask(0o077)
        folder = try ReportFolder(path)
        let file = Self.evidencePath(in: path)
        try ReportFolder.write([], to: file)
        guard let evidence = FileHandle(forWritingAtPath: file) else {
            throw CommandFailure.usage("cannot write '\(file)'")
        }
        self.evidence = VerifyEvidence(evidence)
    }

    static func evidencePath(in folder: String) -> String { "\(folder)/evidence/\(Findings.evidenceName).jsonl" }

    /// - Throws: ``CommandFailure`` with code 2 for a folder that has any file.
    static func refuseFull(_ path: String) throws {
        guard let name = (try? FileManager.default.contentsOfDirectory(atPath: path))?.min() else { return }
        throw CommandFailure.usage("--report: '\(path)' has '\(name)'; give a new or empty folder")
    }

    /// Writes a line of evidence at once: a run that is cut leaves what it saw.
    func append(_ event: EvidenceEvent) { evidence.append(event) }

    /// - Throws: ``CommandFailure`` with code 4 for a file that cannot be written.
    func write(_ findings: Findings, of talk: Conversation, setup: VerificationSetup, events: [EvidenceEvent]) throws {
        if let problem = evidence.problem { throw Self.unwritten("the evidence could not be written: \(problem)") }
        do {
            try writeFiles(findings, of: talk, setup: setup, events: events)
        } catch let failure as CommandFailure {
            throw Self.unwritten(failure.message)
        }
    }

    private static func unwritten(_ why: String) -> CommandFailure {
        CommandFailure(code: 4, message: "\(why); the report is not whole, what was found is above")
    }

    private func writeFiles(
        _ findings: Findings,
        of talk: Conversation,
        setup: VerificationSetup,
        events: [EvidenceEvent]
    ) throws {
        let run = RunResult(
            client: RunResult.Client(name: "the HES", version: "", language: ""),
            mode: "verify",
            command: ["hes-sim", "verify", "--from", path],
            seed: 0,
            cases: findings.results,
            isComplete: false
        )
        var input = Catalogue.reportInput(run, evidence: [Findings.evidenceName: events], of: [], catalogue: .latest)
        input.coverage = []
        try folder.write(input)
        let zone = RunHeader.zoneName(of: events) ?? setup.zone.name
        let scenario = findings.scenario(talk, of: setup, zoneName: zone)
        try ReportFolder.write(findings.dialect.prettyPrinted, to: file("dialect.json"))
        try ReportFolder.write(scenario.prettyPrinted, to: file("scenario.json"))
    }

    private func file(_ name: String) -> String { URL(fileURLWithPath: path).appendingPathComponent(name).path }
}
