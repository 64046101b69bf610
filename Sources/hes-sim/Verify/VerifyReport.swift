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

    /// - Throws: ``CommandFailure`` with code 2 if the folder cannot be made.
    init(_ path: String) throws {
        self.path = path
        folder = try ReportFolder(path)
    }

    /// - Throws: ``CommandFailure`` with code 2 for a file that cannot be written.
    func write(_ findings: Findings, of talk: Conversation, setup: VerificationSetup, events: [EvidenceEvent]) throws {
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
