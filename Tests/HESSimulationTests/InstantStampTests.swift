import HESContract
import HESSimulation
import SimulationKernel
import SimulationTestSupport
import Testing

@Suite("Stamps of instant readings")
struct InstantStampTests {
    private static let start = Int(WorldConfiguration.testStart.milliseconds)
    private static let slow = WorldConfiguration.test(timing: Timing(perMeterRead: .constant(.seconds(2))))
    private static let evening = ("2024-07-11 16:20:00", "2024-07-11 16:29:59")

    @Test(
        "are those of each meter, of the plan's end or of its start, over the values of each meter's own instant",
        arguments: [("meter", [2000, 4000, 6000]), ("task", [6000, 6000, 6000]), ("start", [0, 0, 0])]
    )
    func values(value: String, later: [Int]) {
        var world = TestWorld(speaking: ["instantStamp": value], Self.slow)
        var plain = TestWorld(Self.slow)
        let push = world.read("5022", of: "1001,1002,1003", after: .seconds(10))
        let usual = plain.read("5022", of: "1001,1002,1003", after: .seconds(10))

        #expect(push.stamps == later.map { Self.start + $0 })
        #expect(push.rows.map(\.value) == usual.rows.map(\.value))
        #expect(push.status == "00")
    }

    @Test(
        "are in history what they were in the push, and windows are about them",
        arguments: ["meter", "task", "start"],
        ["5022", "5069"]
    )
    func history(value: String, cgcode: String) {
        var world = TestWorld(speaking: ["instantStamp": value], Self.slow)
        let push = world.read(cgcode, of: "1001,1002,1003", after: .seconds(10))
        let kept = world.history(cgcode, of: "1001,1002,1003", from: Self.evening.0, to: Self.evening.1)

        #expect(kept.rows == push.rows)
        #expect(kept.total == 3)
        for (second, offset) in [("16:20:00", -1000), ("16:20:01", 0), ("16:20:03", 2000), ("16:20:07", 6000)] {
            let instant = "2024-07-11 \(second)"
            let found = world.history(cgcode, of: "1001,1002,1003", from: instant, to: instant)
            #expect(found.rows == push.rows.filter { $0.stamp == Self.start + offset }, "\(second)")
            #expect(found.total == found.rows.count)
        }
    }

    @Test("of the plan's end are in history when it has come, and not before")
    func endOfPlan() {
        var world = TestWorld(speaking: ["instantStamp": "task"], Self.slow)
        world.plan(.readSingle, with: #""devList":"1001,1002","cgcode":"5022""#)
        world.advance(.milliseconds(3999))
        #expect(world.history("5022", from: Self.evening.0, to: Self.evening.1).total == 0)
        world.advance(.milliseconds(1))

        #expect(world.history("5022", from: Self.evening.0, to: Self.evening.1).stamps == [Self.start + 4000])
    }

    @Test("of the plan's end are kept too when its last meter fails")
    func lastFails() {
        var world = TestWorld(speaking: ["instantStamp": "task"])
        let push = world.read("5022", of: "1001,9001")

        #expect(push.status == "01")
        #expect(world.history("5022", from: Self.evening.0, to: Self.evening.1).rows == push.rows)
    }

    @Test("of two plans that end together name one row of history, that of the later reading")
    func sameStamp() {
        var world = TestWorld(speaking: ["instantStamp": "start"], Self.slow)
        let first = world.plan(.readSingle, with: #""devList":"1001","cgcode":"5022""#)
        let second = world.plan(.readSingle, with: #""devList":"1001","cgcode":"5022""#)
        world.advance(.seconds(10))
        let pushes = [first, second].map { Page(world.payload(of: $0) ?? "") }

        #expect(pushes.map(\.stamps) == [[Self.start], [Self.start]])
        #expect(world.history("5022", from: Self.evening.0, to: Self.evening.1).rows == pushes[1].rows)
    }

    @Test("survive a snapshot", arguments: ["meter", "task", "start"])
    func snapshot(value: String) throws {
        var configuration = Self.slow
        var world = TestWorld(speaking: ["instantStamp": value], configuration)
        _ = world.read("5022", of: "1001,1002,1003", after: .seconds(10))
        configuration.dialect = world.headEnd.configuration.dialect
        let bytes = try WorldSnapshot(of: world.headEnd, mode: nil).encoded()
        let replay = try Replay(configuration, snapshot: bytes)

        #expect(try WorldSnapshot(of: replay.headEnd, mode: nil).encoded() == bytes)
    }
}
