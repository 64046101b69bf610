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
        let files = try report.map { try VerifyReport($0) }
        StandardOutput.write(FindingsTable(findings: findings).text)
        try files?.write(findings, of: talk, setup: setup, events: events)
        return findings.exitCode
    }

    private var path: String { VerifyReport.evidencePath(in: folder) }

    /// What to give instead of a folder without the evidence.
    private var hint: String {
        func isThere(_ path: String) -> Bool { FileManager.default.fileExists(atPath: path) }
        if isThere("\(folder)/\(Findings.evidenceName).jsonl") {
            return "; give the folder above, '\(URL(fileURLWithPath: folder).deletingLastPathComponent().path)'"
        }
        if isThere(RecordingFile.path(in: folder)) {
            return "; this is a recording, which 'hes-sim conformance judge \(folder)' judges"
        }
        return ": is '\(folder)' what 'hes-sim verify --report' wrote?"
    }

    private func evidence() throws -> [EvidenceEvent] {
        let bytes: Data
        do { bytes = try Data(contentsOf: URL(fileURLWithPath: path)) } catch {
            throw CommandFailure.usage("cannot read '\(path)': \(error.fileReason)\(hint)")
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
