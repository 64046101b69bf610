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
    private let evidence: FileHandle

    /// What is made from now on is the user's alone: it holds meter numbers and values.
    ///
    /// - Throws: ``CommandFailure`` with code 2 if the folder cannot be made, or has the evidence of an earlier run.
    init(_ path: String) throws {
        self.path = path
        let earlier = "\(path)/evidence/\(Findings.evidenceName).jsonl"
        guard !FileManager.default.fileExists(atPath: earlier) else {
            throw CommandFailure.usage("--report: '\(earlier)' is of an earlier run; give another folder")
        }
        _ = umask(0o077)
        folder = try ReportFolder(path)
        let root = URL(fileURLWithPath: path)
        try Self.restrict(root.appendingPathComponent("evidence").path, to: 0o700)
        for name in Self.names where FileManager.default.fileExists(atPath: root.appendingPathComponent(name).path) {
            try Self.restrict(root.appendingPathComponent(name).path, to: 0o600)
        }
        let file = root.appendingPathComponent("evidence/\(Findings.evidenceName).jsonl").path
        try ReportFolder.write([], to: file)
        guard let evidence = FileHandle(forWritingAtPath: file) else {
            throw CommandFailure.usage("cannot write '\(file)'")
        }
        self.evidence = evidence
    }

    private static let names = [
        "results.json", "junit.xml", "ctrf.json", "badge.svg", "report.html", "dialect.json", "scenario.json",
    ]

    /// Also what an earlier run left open to others.
    private static func restrict(_ path: String, to permissions: Int) throws {
        do {
            try FileManager.default.setAttributes([.posixPermissions: permissions], ofItemAtPath: path)
        } catch {
            throw CommandFailure.usage("cannot make '\(path)' private: \(error.fileReason)")
        }
    }

    /// Writes a line of evidence at once: a run that is cut leaves what it saw.
    func append(_ event: EvidenceEvent) {
        // A full disk is told by the write at the end of the run.
        try? evidence.write(contentsOf: event.line + [UInt8(ascii: "\n")])
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
