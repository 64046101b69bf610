import Foundation
import HESConformance
import HESReports
import Testing

/// `UPDATE_GOLDEN=1 swift test --filter Golden` writes the files anew; read the difference like code.
@Suite("Reports: golden files")
struct GoldenReportTests {
    private static let folder = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "fixtures/conformance/reports")

    private static let terminal: String = {
        let report = TerminalReport(hasColours: false)
        let lines = Sample.run.cases.map { report.lines(for: $0, isExpected: $0.caseID == "HIST-01") }
        return lines.joined(separator: "\n") + "\n" + report.summary(Sample.input, reportDirectory: "out") + "\n"
    }()

    @Test(
        "every report of the sample is as written down",
        arguments: [
            ("results.json", String(decoding: ResultsFile.render(Sample.input), as: UTF8.self)),
            ("junit.xml", JUnitReport.render(Sample.input)), ("report.html", HTMLReport.render(Sample.input)),
            ("ctrf.json", String(decoding: CTRFReport.render(Sample.input), as: UTF8.self)),
            ("badge.svg", BadgeImage.render(Sample.input)),
            ("terminal.txt", terminal),
        ]
    )
    func golden(name: String, text: String) throws {
        let file = Self.folder.appending(path: name)
        if ProcessInfo.processInfo.environment["UPDATE_GOLDEN"] == "1" {
            try Data(text.utf8).write(to: file)
        }

        #expect(text == String(decoding: try Data(contentsOf: file), as: UTF8.self), "\(name)")
    }
}
