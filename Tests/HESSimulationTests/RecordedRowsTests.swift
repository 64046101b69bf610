import HESContract
import HESSimulation
import SimulationKernel
import SimulationTestSupport
import Testing

@Suite("Recorded rows")
struct RecordedRowsTests {
    private static let midnight: Int64 = 1_720_540_800_000  // 2024-07-10 00:00:00 +08:00
    private static let day: Int64 = 86_400_000

    private static func at(_ day: Int64, plus milliseconds: Int64 = 0) -> SimulatedInstant {
        SimulatedInstant(milliseconds: midnight + day * Self.day + milliseconds)
    }

    private static func energy(
        _ value: String,
        at stamp: SimulatedInstant,
        road: RecordedRows.Road? = nil
    ) -> RecordedRows.Row {
        let channel = ChannelValue(cgcode: .importActiveEnergy, value: .json(value))
        let item = Cgcode.importActiveEnergy
        return RecordedRows.Row(devAddr: "1001", cgcode: item, stamp: stamp, channels: [channel], road: road)
    }

    private func world(_ rows: [RecordedRows.Row], windows: [RecordedRows.Window] = []) -> TestWorld {
        var configuration = WorldConfiguration.test()
        configuration.recordedRows = RecordedRows(rows, windows: windows)
        return TestWorld(configuration)
    }

    private func history(_ world: inout TestWorld, cgcode: String = "5069", from: String, to: String) -> Page {
        let endpoint = Cgcode(rawValue: cgcode)?.category == .composite ? Endpoint.historyFrozen : .historySingle
        let members =
            #""devList":"1001","cgcode":"\#(cgcode)","start":"\#(from)","end":"\#(to)","curPage":1,"pageSize":1000"#
        return Page(world.call(endpoint, with: members, token: world.logIn()))
    }

    @Test("history answers the recorded value under its stamp, and the model's under every other")
    func pinned() {
        var recorded = world([Self.energy(#""0007.10""#, at: Self.at(0))])
        var plain = world([])
        let page = history(&recorded, from: "2024-07-09 00:00:00", to: "2024-07-11 00:00:00")
        let other = history(&plain, from: "2024-07-09 00:00:00", to: "2024-07-11 00:00:00")

        #expect(page.stamps == other.stamps)
        #expect(page.rows.map(\.value) == [other.rows[0].value, "0007.10", other.rows[2].value])
    }

    @Test("within a recorded window there are the recorded rows and no others, also where no freeze is")
    func window() {
        let odd = Self.at(0, plus: 17_000)
        var world = world(
            [Self.energy(#""5""#, at: odd), Self.energy("6.5", at: Self.at(2))],
            windows: [
                RecordedRows.Window(
                    devAddr: "1001",
                    cgcode: .importActiveEnergy,
                    stamps: Self.at(-1)...Self.at(2),
                    road: .history
                )
            ]
        )
        let page = history(&world, from: "2024-07-08 00:00:00", to: "2024-07-13 00:00:00")

        // The clock stands on 11 July: the row of the 12th was recorded, and one of the 13th is not there yet.
        #expect(page.stamps.map(Int64.init) == [Self.at(-2), odd, Self.at(2)].map(\.milliseconds))
        #expect(page.total == 3)
        #expect(page.rows.map(\.value).suffix(2) == ["5", "6.5"])
    }

    @Test("a row whose stamp lies outside of its question is answered where its place is")
    func misplaced() {
        let late = RecordedRows.Row(
            devAddr: "1001",
            cgcode: .importActiveEnergy,
            stamp: Self.at(0, plus: 47_000),
            channels: [ChannelValue(cgcode: .importActiveEnergy, value: .json(#""9""#))],
            place: Self.at(0)
        )
        let stamps = Self.at(-1)...Self.at(0)
        let window = RecordedRows.Window(devAddr: "1001", cgcode: .importActiveEnergy, stamps: stamps)
        var world = world([late], windows: [window])
        let page = history(&world, from: "2024-07-09 00:00:00", to: "2024-07-10 00:00:00")

        #expect(page.stamps.map(Int64.init) == [Self.midnight + 47_000])
        #expect(page.rows.map(\.value) == ["9"])
    }

    @Test("a row of the meter alone is in the results of reads, and not in history")
    func roads() throws {
        let channels = Cgcode.dailyBilling.channels.map { ChannelValue(cgcode: $0, value: .json(#""1.5""#)) }
        let stamps = Self.at(-1)...Self.at(0)
        var world = world(
            [
                RecordedRows.Row(
                    devAddr: "1001",
                    cgcode: .dailyBilling,
                    stamp: Self.at(0),
                    channels: channels,
                    road: .meter
                )
            ],
            windows: [RecordedRows.Window(devAddr: "1001", cgcode: .dailyBilling, stamps: stamps)]
        )
        let page = history(&world, cgcode: "1", from: "2024-07-09 00:00:00", to: "2024-07-10 00:00:00")
        let plan = world.plan(
            .readFrozen,
            with: #""devList":"1001","cgcode":"1","start":"2024-07-09 00:00:00","end":"2024-07-10 00:00:00""#
        )
        world.advance(.seconds(1))
        let push = Page(try #require(world.payload(of: plan)))

        #expect(page.rows.isEmpty && page.total == 0)
        #expect(push.stamps.map(Int64.init) == [Self.midnight])
        #expect(push.rows[0].values["5069"] == "1.5")
        #expect(push.status == "01")
    }

    @Test("a real-time read answers the latest recorded reading; before the first, the first")
    func readings() throws {
        let start = WorldConfiguration.test().start
        var world = world([
            Self.energy(#""1""#, at: start + .seconds(30), road: .meter),
            Self.energy(#""2""#, at: start + .seconds(60), road: .meter),
        ])
        var values: [String] = []
        for _ in 0..<3 {
            let plan = world.plan(.readSingle, with: #""devList":"1001","cgcode":"5069""#)
            world.advance(.seconds(40))
            values.append(Page(try #require(world.payload(of: plan))).rows[0].value)
        }

        #expect(values == ["1", "1", "2"])
    }

    @Test("a meter that was recorded as silent does not answer a real-time read")
    func silent() throws {
        let start = WorldConfiguration.test().start
        let silence = RecordedRows.Window(
            devAddr: "1001",
            cgcode: .importActiveEnergy,
            stamps: start...start + .seconds(5),
            road: .meter
        )
        var world = world([], windows: [silence])
        let plan = world.plan(.readSingle, with: #""devList":"1001,2001","cgcode":"5069""#)
        world.advance(.seconds(1))
        let push = Page(try #require(world.payload(of: plan)))

        #expect(push.rows.map(\.devAddr) == ["2001"])
        #expect(push.status == "01")
    }

    @Test("windows that overlap or touch are as one, and one without a road is of the meter too")
    func merged() throws {
        let item = Cgcode.importActiveEnergy
        let windows = (0..<4).map { day in
            RecordedRows.Window(devAddr: "1001", cgcode: item, stamps: Self.at(-2 + day)...Self.at(-1 + day))
        }
        var world = world([], windows: windows.reversed())
        let page = history(&world, from: "2024-07-06 00:00:00", to: "2024-07-13 00:00:00")
        let plan = world.plan(.readSingle, with: #""devList":"1001","cgcode":"5069""#)
        world.advance(.seconds(1))
        let push = Page(try #require(world.payload(of: plan)))

        #expect(page.stamps.map(Int64.init) == [Self.at(-4), Self.at(-3)].map(\.milliseconds))
        #expect(push.rows.isEmpty)
    }
}
