import Foundation
import HESConformance
import HESContract
import HESReports

/// The folder of `--report DIR`: results, reports and evidence.
struct ReportFolder {
    private let folder: URL
    /// Of a recording: its evidence stays, and other files are its owner's alone, as that is.
    private let isOfRecording: Bool

    /// - Throws: ``CommandFailure`` with code 2 if the folder cannot be made.
    init(_ path: String) throws {
        (folder, isOfRecording) = (URL(fileURLWithPath: path), false)
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
    init(ofRecording path: String) { (folder, isOfRecording) = (URL(fileURLWithPath: path), true) }

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
        try write(ResultsFile.render(input), to: "results.json")
        try write(Array(JUnitReport.render(input).utf8), to: "junit.xml")
        try write(CTRFReport.render(input), to: "ctrf.json")
        try write(Array(BadgeImage.render(input).utf8), to: "badge.svg")
        try write(Array(HTMLReport.render(input).utf8), to: "report.html")
        if isOfRecording { return }
        for (name, events) in input.evidence.sorted(by: { $0.key < $1.key }) {
            let lines = events.flatMap { $0.line + [UInt8(ascii: "\n")] }
            try write(lines, to: "evidence/\(name).jsonl")
        }
    }

    private func write(_ bytes: [UInt8], to name: String) throws {
        try Self.write(bytes, to: folder.appendingPathComponent(name).path, isPrivate: isOfRecording)
    }

    /// `isPrivate` makes the file its owner's alone (0600), from before anything is written into it.
    ///
    /// - Throws: ``CommandFailure`` with code 2.
    static func write(_ bytes: [UInt8], to path: String, isPrivate: Bool = false) throws {
        do {
            if isPrivate { try makePrivate(path) }
            try Data(bytes).write(to: URL(fileURLWithPath: path))
        } catch {
            throw CommandFailure.usage("cannot write '\(path)': \(error.fileReason)")
        }
    }

    private static func makePrivate(_ path: String) throws {
        let attributes: [FileAttributeKey: Any] = [.posixPermissions: 0o600]
        if FileManager.default.fileExists(atPath: path) {
            try FileManager.default.setAttributes(attributes, ofItemAtPath: path)
        } else {
            _ = FileManager.default.createFile(atPath: path, contents: nil, attributes: attributes)
        }
    }
}
