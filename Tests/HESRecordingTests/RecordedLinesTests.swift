import JSON
import Testing

@testable import HESRecording

@Suite("The lines of a side file")
struct RecordedLinesTests {
    private func lines(rows: Int, windows: Int, limit: Int) throws -> RecordedLines {
        var lines = RecordedLines(limit: limit)
        for number in 0..<rows {
            let row: JSONValue = ["devAddr": "1", "timestamp": .number("\(1_720_540_800_000 + number)"), "value": "7"]
            lines.add(try #require(WireRow(row, asked: "5069")), of: "5069", on: .history)
        }
        for number in 0..<windows {
            let start = Int64(number) * 10
            lines.addWindow(of: "1", "5069", stamps: start...start + 9, on: .history)
        }
        return lines
    }

    /// How many are added, and what is left of them within four lines.
    struct Bound: Sendable {
        let rows: Int
        let windows: Int
        let kept: (rows: Int, windows: Int)
        let lost: Int
    }

    @Test(
        "beyond the bound windows are left out first, then the latest rows, and all are counted",
        arguments: [
            Bound(rows: 2, windows: 2, kept: (2, 2), lost: 0), Bound(rows: 3, windows: 3, kept: (3, 1), lost: 2),
            Bound(rows: 5, windows: 2, kept: (4, 0), lost: 3),
        ]
    )
    func bound(bound: Bound) throws {
        let lines = try lines(rows: bound.rows, windows: bound.windows, limit: 4)
        let windows = lines.lines.count { $0.member("from") != nil }

        #expect(lines.lines.count - windows == bound.kept.rows)
        #expect(windows == bound.kept.windows)
        #expect(lines.lostCount == bound.lost)
    }

    @Test("a scenario has room for 200 000")
    func most() { #expect(RecordedLines.most == 200_000) }
}
