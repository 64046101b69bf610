import HESContract
import HESSimulation
import JSON
import SimulationKernel
import SimulationTestSupport
import Testing

@Suite("History")
struct HistoryTests {
    private var world = TestWorld()

    private mutating func page(
        meters: String = "1001",
        cgcode: String = "5069",
        _ start: String,
        _ end: String,
        page: Int = 1,
        size: Int = 20
    ) throws -> (total: Int?, stamps: [Int], answer: String) {
        let isComposite = Cgcode(rawValue: cgcode)?.category == .composite
        let token = world.logIn()
        let answer = world.call(
            isComposite ? .historyFrozen : .historySingle,
            with:
                #""devList":"\#(meters)","cgcode":"\#(cgcode)","start":"\#(start)","end":"\#(end)","curPage":\#(page),"pageSize":\#(size)"#,
            token: token
        )
        let data = try JSONParser.parse(Array(answer.utf8)).value.member("data")?.value
        guard case .array(let list)? = data?.member("list")?.value else { return (nil, [], answer) }
        let stamps = list.compactMap { $0.value.member("timestamp")?.value.integer }
        return (data?.member("total")?.value.integer, stamps, answer)
    }

    @Test("both ends of a window belong to it: June's bill is the row of 1 July")
    mutating func inclusiveEnds() throws {
        let june = try page(cgcode: "2", "2024-06-01 00:00:00", "2024-07-01 00:00:00")

        #expect(june.stamps == [1_717_171_200_000, 1_719_763_200_000])
    }

    @Test("pages follow one another without gap or overlap, and the total counts them all")
    mutating func paging() throws {
        let window = ("2024-07-01 00:00:00", "2024-07-10 00:00:00")
        let all = try page(meters: "1001,2001", window.0, window.1, size: 1000)
        var joined: [Int] = []
        for number in 1...4 {
            joined += try page(meters: "1001,2001", window.0, window.1, page: number, size: 6).stamps
        }

        #expect(all.total == 20)
        #expect(joined == all.stamps)
        #expect(try page(meters: "1001,2001", window.0, window.1, page: 5, size: 6).stamps.isEmpty)
        #expect(try page(meters: "1001,2001", window.0, window.1, page: Int.max, size: 6).total == 20)
    }

    @Test("a page size over the limit is clamped, and the clamped value is echoed")
    mutating func clamp() throws {
        let answer = try page(cgcode: "5050", "2024-06-01 00:00:00", "2024-07-01 00:00:00", size: 5000)

        #expect(answer.stamps.count == 1000)
        #expect(answer.answer.contains(#""total":2881,"curPage":1,"pageSize":1000"#))
    }

    @Test("rows that lie in the future, before collection, or of meters in no archive are not there")
    mutating func bounds() throws {
        #expect(try page("2024-07-11 00:00:00", "2024-12-01 00:00:00").total == 1)
        #expect(try page("2022-01-01 00:00:00", "2022-06-01 00:00:00").total == 0)
        #expect(try page(meters: "9001,9002,77", "2024-07-01 00:00:00", "2024-07-11 00:00:00").total == 0)
    }

    @Test("a meter's rows end when it leaves the archive and begin again when it returns")
    mutating func leaving() throws {
        world.plan(.removeArchive, with: #""dcuNo":"D0","archives":["1001"]"#)
        world.advance(.days(3))
        world.plan(.addArchive, with: #""dcuNo":"D0","archives":[{"devAddr":"1001","status":"1"}]"#)
        world.advance(.days(2))

        let stamps = try page("2024-07-10 00:00:00", "2024-07-20 00:00:00").stamps
        #expect(stamps.map { ($0 - 1_720_540_800_000) / 86_400_000 } == [0, 1, 5, 6])
    }

    @Test("history, real-time read and push agree on a key")
    mutating func agreement() throws {
        world.advance(.hours(7) + .minutes(39) + .seconds(59))  // 2024-07-12 00:00:00
        let plan = world.plan(.readSingle, with: #""devList":"1001","cgcode":"5069""#)
        let frozen = world.plan(
            .readFrozen,
            with: #""devList":"1001","cgcode":"1","start":"2024-07-12 00:00:00","end":"2024-07-12 00:00:00""#
        )
        world.advance(.seconds(1))
        let history = try page("2024-07-12 00:00:00", "2024-07-12 00:00:00").answer

        let value = try #require(history.split(separator: #""value":""#).last?.prefix { $0 != "\"" })
        #expect(
            world.payload(of: plan)?.contains(
                #""timestamp":1720713600000,"cgcode":"5069","unit":"kWh","value":"\#(value)""#
            )
                == true
        )
        #expect(world.payload(of: frozen)?.contains(#"{"unit":"kWh","value":"\#(value)","cgcode":"5069"}"#) == true)
    }
}
