import Foundation
import HESConformance
import HESContract
import HESReports

/// `--report DIR`: results, reports and evidence.
struct ReportFolder {
    private let folder: URL

    /// - Throws: ``Stop`` with code 2 where the folder cannot be made.
    init(_ path: String) throws {
        folder = URL(fileURLWithPath: path)
        do {
            let evidence = folder.appendingPathComponent("evidence")
            // What an earlier run left would be judged with what this one saw.
            try? FileManager.default.removeItem(at: evidence)
            try FileManager.default.createDirectory(at: evidence, withIntermediateDirectories: true)
        } catch {
            throw Stop.usage("cannot make the folder '\(path)': \(error.localizedDescription)")
        }
    }

    func write(_ input: ReportInput) throws {
        try Self.write(ResultsFile.render(input), to: path("results.json"))
        try Self.write(Array(JUnitReport.render(input).utf8), to: path("junit.xml"))
        try Self.write(Array(HTMLReport.render(input).utf8), to: path("report.html"))
        for (name, events) in input.evidence.sorted(by: { $0.key < $1.key }) {
            let lines = events.flatMap { $0.line + [UInt8(ascii: "\n")] }
            try Self.write(lines, to: path("evidence/\(name).jsonl"))
        }
    }

    private func path(_ name: String) -> String { folder.appendingPathComponent(name).path }

    /// - Throws: ``Stop`` with code 2.
    static func write(_ bytes: [UInt8], to path: String) throws {
        do {
            try Data(bytes).write(to: URL(fileURLWithPath: path))
        } catch {
            throw Stop.usage("cannot write '\(path)': \(error.localizedDescription)")
        }
    }
}
