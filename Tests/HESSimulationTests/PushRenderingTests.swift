import HESContract
import HESSimulation
import SimulationKernel
import SimulationTestSupport
import Testing

@Suite("A push that is rendered in slices")
struct PushRenderingTests {
    private static let eightDays = #""start":"2024-07-03 00:00:00","end":"2024-07-11 00:00:00""#

    @Test(
        "has the bytes of one that is rendered at once",
        arguments: [
            (.readFrozen, #""devList":"1001,1002,2001","cgcode":"3",\#(eightDays)"#),
            (.readFrozen, #""devList":"1001,1002,2001","cgcode":"1",\#(eightDays)"#),
            (.readFrozen, #""devList":"1001,2001","cgcode":"3",\#(eightDays)"#),
            (.readSingle, #""devList":"1001,1002,1003,2001","cgcode":"5069""#),
            (.relay, #""devList":"1001,1002","controlMode":1"#),
            (.readArchive, #""dcuNo":"D0""#),
        ] as [(Endpoint, String)]
    )
    func sameBytes(endpoint: Endpoint, members: String) throws {
        // Meters behind a cellular link time out, so that some have failed.
        let links: [Link] = [.instant, .cellular]
        for failedMeter in Dialect.FailedMeter.allCases {
            var configuration = WorldConfiguration.test(links: links, timing: Timing(perMeterRead: nil))
            configuration.dialect.failedMeter = failedMeter
            var world = TestWorld(configuration)
            let plan = world.plan(endpoint, with: members)
            world.advance(.hours(1))
            let push = try #require(world.push(of: plan), "\(plan)")

            for rows in [1, 2, 7, 256] {
                // No comparison by the macro, which takes minutes to describe how two pushes differ.
                let isSame = Self.payload(of: push.message, rows: rows) == push.payload
                #expect(isSame, "\(rows) rows a slice")
            }
        }
    }

    @Test("takes about one step for every so many rows")
    func steps() throws {
        var world = TestWorld()
        let plan = world.plan(.readFrozen, with: #""devList":"1001,1002","cgcode":"3",\#(Self.eightDays)"#)
        world.advance(.hours(1))
        var rendering = PushRendering(try #require(world.push(of: plan)).message)

        var count = 1
        while rendering.render(rows: 32) == nil { count += 1 }

        // Two meters with 769 rows each.
        #expect((49...54).contains(count), "\(count) steps for 1538 rows")
    }

    @Test("counts a row with demand as five, and takes a fifth of the rows in a slice")
    func demand() throws {
        var world = TestWorld()
        let plan = world.plan(.readFrozen, with: #""devList":"1001,1002","cgcode":"1",\#(Self.eightDays)"#)
        world.advance(.hours(1))
        let message = try #require(world.push(of: plan)).message
        var rendering = PushRendering(message)

        var count = 1
        while rendering.render(rows: 10) == nil { count += 1 }

        // Two meters with nine days each, made and written in slices of two.
        #expect(message.rowCount == 90)
        #expect((9...12).contains(count), "\(count) steps for 18 rows")
    }

    private static func payload(of message: PushMessage, rows: Int) -> [UInt8] {
        var rendering = PushRendering(message)
        while true {
            if let bytes = rendering.render(rows: rows) { return bytes }
        }
    }
}
