import Foundation
import HESConformance
import HESScenario
import HESVerification
import HESVerificationRunner
import JSON

/// Judges the evidence of an earlier run, without a HES.
struct VerifyAgain {
    let folder: String
    let report: String?

    /// - Returns: the exit code.
    func run() throws -> Int32 {
        let events = try evidence()
        guard var setup = RunHeader.setup(of: events), let zoneName = RunHeader.zoneName(of: events),
            let zone = TimeZoneTable.zone(named: zoneName)
        else { throw CommandFailure.usage("'\(path)' is no evidence of hes-sim verify") }
        setup.zone = zone
        let talk = Conversation(events, in: zone)
        let findings = Findings(talk, probes: try VerifyPlan.probes(), done: RunHeader.probes(of: events), of: setup)
        StandardOutput.write(FindingsTable(findings: findings).text)
        try report.map { try VerifyReport($0) }?.write(findings, of: talk, setup: setup, events: events)
        return findings.exitCode
    }

    private var path: String { "\(folder)/evidence/\(Findings.evidenceName).jsonl" }

    private func evidence() throws -> [EvidenceEvent] {
        let bytes: Data
        do { bytes = try Data(contentsOf: URL(fileURLWithPath: path)) } catch {
            throw CommandFailure.usage("cannot read '\(path)': \(error.fileReason)")
        }
        var lines = bytes.split(separator: UInt8(ascii: "\n"))
        // The last line of a run that was cut may lack its end.
        let isCut = lines.last.map { bytes.last != UInt8(ascii: "\n") && (try? JSONParser.parse(Array($0))) == nil }
        if isCut ?? false { lines.removeLast() }
        return try lines.enumerated().map { index, line in
            do {
                return try EvidenceEvent(try JSONParser.parse(Array(line)).value)
            } catch {
                throw CommandFailure.usage("'\(path)' line \(index + 1): \(error)")
            }
        }
    }
}
