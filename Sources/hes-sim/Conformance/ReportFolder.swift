import Foundation
import HESConformance
import HESContract
import HESReports

/// The folder of `--report DIR`: results, reports and evidence.
struct ReportFolder {
    private let folder: URL

    /// - Throws: ``CommandFailure`` with code 2 if the folder cannot be made.
    init(_ path: String) throws {
        folder = URL(fileURLWithPath: path)
        do {
            let evidence = folder.appendingPathComponent("evidence")
            try FileManager.default.createDirectory(at: evidence, withIntermediateDirectories: true)
            try Self.checkWritable(path + "/results.json")
            try forgetEvidence(in: evidence)
        } catch {
            throw CommandFailure.usage("cannot make the folder '\(path)': \(error.fileReason)")
        }
    }

    /// The folder of a recording, whose evidence stays.
    init(ofRecording path: String) { folder = URL(fileURLWithPath: path) }

    /// Removes evidence of an earlier run, which would be judged together with this run's; other files stay.
    private func forgetEvidence(in evidence: URL) throws {
        for name in try FileManager.default.contentsOfDirectory(atPath: evidence.path) where name.hasSuffix(".jsonl") {
            try FileManager.default.removeItem(at: evidence.appendingPathComponent(name))
        }
    }

    /// Checks that `path` can be written, so that a run does not fail at its end.
    ///
    /// - Throws: ``CommandFailure`` with code 2.
    static func checkWritable(_ path: String) throws {
        let isThere = FileManager.default.fileExists(atPath: path)
        let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
        guard !FileManager.default.isWritableFile(atPath: isThere ? path : folder) else { return }
        throw CommandFailure.usage("cannot write '\(path)': is the path right?")
    }

    func write(_ input: ReportInput) throws {
        try Self.write(ResultsFile.render(input), to: path("results.json"))
        try Self.write(Array(JUnitReport.render(input).utf8), to: path("junit.xml"))
        try Self.write(CTRFReport.render(input), to: path("ctrf.json"))
        try Self.write(Array(BadgeImage.render(input).utf8), to: path("badge.svg"))
        try Self.write(Array(HTMLReport.render(input).utf8), to: path("report.html"))
        for (name, events) in input.evidence.sorted(by: { $0.key < $1.key }) {
            let lines = events.flatMap { $0.line + [UInt8(ascii: "\n")] }
            try Self.write(lines, to: path("evidence/\(name).jsonl"))
        }
    }

    private func path(_ name: String) -> String { folder.appendingPathComponent(name).path }

    /// - Throws: ``CommandFailure`` with code 2.
    static func write(_ bytes: [UInt8], to path: String) throws {
        do {
            try Data(bytes).write(to: URL(fileURLWithPath: path))
        } catch {
            throw CommandFailure.usage("cannot write '\(path)': \(error.fileReason)")
        }
    }
}
