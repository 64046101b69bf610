import HESContract
import HESSimulation
import SimulationKernel
import SimulationTestSupport
import Testing

@Suite("How long half a year is")
struct HistorySpanTests {
    private static let refusal = #"{"code":500,"msg":"range exceeds half a year"}"#
    /// The last end of a window from each start, by value.
    private static let ends = [
        ("184d", "2024-01-15 10:00:00", "2024-07-17 10:00:00"), ("183d", "2024-01-15 10:00:00", "2024-07-16 10:00:00"),
        ("180d", "2024-01-15 10:00:00", "2024-07-13 10:00:00"),
        ("months6", "2024-01-15 10:00:00", "2024-07-15 10:00:00"),
        ("months6", "2023-08-31 00:00:00", "2024-02-29 00:00:00"),
        ("months6", "2023-07-31 12:00:00", "2024-01-31 12:00:00"),
    ]

    @Test("its last instant belongs to it, the second after does not", arguments: ends, ["span", "truncate"])
    func length(last: (value: String, start: String, end: String), limit: String) throws {
        var world = TestWorld(speaking: ["historySpan": last.value, "historyLimit": limit])
        let longest = world.history("5069", from: last.start, to: last.end)
        let after = try #require(CivilTime(parsing: last.end)).millisecondsOnWall + 1000
        let end = CivilTime(millisecondsOnWall: after).description
        let longer = world.history("5069", from: last.start, to: end)

        #expect(longest.total > 170)
        #expect(limit == "span" ? longer.text == Self.refusal : longer.text == longest.text)
    }

    @Test("a cut window ends with it", arguments: [("184d", 183), ("183d", 183), ("180d", 180), ("months6", 183)])
    func cut(value: String, days: Int) {
        var world = TestWorld(speaking: ["historySpan": value, "historyLimit": "truncate"])

        #expect(world.history("5069", from: "2023-09-01 10:00:00", to: "2024-07-01 00:00:00").total >= days - 1)
        #expect(
            world.history("5069", from: "2023-09-01 00:00:00", to: "2024-07-01 00:00:00").total == Self.count(value)
        )
    }

    /// Midnights of a window that begins at one, which belongs to it, as its end does.
    private static func count(_ value: String) -> Int {
        switch value {
        case "184d": 185
        case "183d": 184
        case "180d": 181
        default: 183  // 1 September to 1 March of a leap year: 182 days.
        }
    }

    @Test(
        "a start may be as old",
        arguments: [
            ("184d", "2024-01-09"), ("183d", "2024-01-10"), ("180d", "2024-01-13"), ("months6", "2024-01-11"),
        ]
    )
    func age(value: String, oldest: String) {
        var world = TestWorld(speaking: ["historySpan": value, "historyLimit": "spanAndAge"])

        #expect(world.history("5069", from: "\(oldest) 16:20:01", to: "2024-02-01 00:00:00").total > 10)
        #expect(world.history("5069", from: "\(oldest) 16:20:00", to: "2024-02-01 00:00:00").text == Self.refusal)
    }

    @Test("a refusal says how long it is", arguments: [("180d", "180 days"), ("months6", "6 calendar months")])
    func reason(value: String, text: String) {
        var world = TestWorld(speaking: ["historySpan": value])
        _ = world.history("5069", from: "2023-09-01 00:00:00", to: "2024-07-01 00:00:00")
        let told = world.journal.compactMap { if case .http(let note) = $0.kind { note.rejection } else { nil } }

        #expect(told.last?.expected == "at most \(text) after start")
    }
}
