import HESSimulation
import SimulationKernel
import SimulationTestSupport
import Testing

@Suite("A window without a freeze")
struct EmptyWindowTests {
    /// No month ends in it.
    private static let middle = #""start":"2024-07-02 00:00:00","end":"2024-07-05 00:00:00""#
    private static let second = 1_719_849_600_000

    @Test(
        "is a failure, a success without rows, or a row without channels at the window's start",
        arguments: [
            ("failure", "02", []), ("success", "00", []),
            ("emptyRow", "00", [("1001", second), ("1002", second)]),
        ] as [(String, String, [(String, Int)])]
    )
    func values(value: String, status: String, rows: [(String, Int)]) {
        var world = TestWorld(speaking: ["emptyWindow": value])
        let push = world.read("2", of: "1001,1002", window: Self.middle)

        #expect(push.status == status)
        #expect(push.rows == rows.map { Page.Row(devAddr: $0.0, stamp: $0.1, values: [:]) })
        #expect(value != "emptyRow" || push.text.contains(#""timestamp":\#(Self.second),"channelData":[]}"#))
        let named = world.journal.compactMap { if case .push(let note) = $0.kind { note.devAddrs } else { nil } }
        #expect(named.last == rows.map(\.0))
    }

    @Test("leaves the status to the meters that did not answer", arguments: ["success", "emptyRow"])
    func failures(value: String) {
        var world = TestWorld(speaking: ["emptyWindow": value])

        #expect(world.read("2", of: "1001,9001", window: Self.middle).status == "01")
        #expect(world.read("2", of: "9001,9002", window: Self.middle).status == "02")
    }

    @Test(
        "may lie in the future or long ago, and its row has its start",
        arguments: [("2029", 1_861_891_200_000), ("1990", 631_123_200_000)]
    )
    func farAway(year: String, start: Int) {
        var world = TestWorld(speaking: ["emptyWindow": "emptyRow"])
        let push = world.read("1", window: #""start":"\#(year)-01-01 00:00:00","end":"\#(year)-01-03 00:00:00""#)

        #expect(push.status == "00")
        #expect(push.stamps == [start])
    }

    @Test("is none when one of its freezes is there", arguments: ["failure", "success", "emptyRow"])
    func oneFreeze(value: String) {
        var world = TestWorld(speaking: ["emptyWindow": value])
        let push = world.read("2", window: #""start":"2024-07-01 00:00:00","end":"2024-07-05 00:00:00""#)

        #expect(push.status == "00")
        #expect(push.stamps == [1_719_763_200_000])
        #expect(push.rows[0].values.count == 8)
    }
}
