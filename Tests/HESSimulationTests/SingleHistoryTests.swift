import HESContract
import HESSimulation
import SimulationKernel
import SimulationTestSupport
import Testing

@Suite("Which instant readings history keeps")
struct SingleHistoryTests {
    private static let quarter = 900_000
    private static let day = ("2024-07-10 00:00:00", "2024-07-10 23:59:59")

    @Test("tasks return 3 to 120 s after each end of an interval, for each meter and interval at its own time")
    func lags() {
        var world = TestWorld(speaking: ["singleHistory": "taskReturn"])
        var again = TestWorld(speaking: ["singleHistory": "taskReturn"])
        let page = world.history("5050", of: "1001,1002", from: Self.day.0, to: Self.day.1)
        let lags = page.stamps.map { $0 % Self.quarter }

        #expect(page.total == 2 * 96)
        #expect(lags.allSatisfy { (3000...120_000).contains($0) })
        #expect(Set(lags).count > 50)
        #expect(Array(lags.prefix(96)) != Array(lags.suffix(96)))
        #expect(again.history("5050", of: "1001,1002", from: Self.day.0, to: Self.day.1).text == page.text)
    }

    @Test("a task's value is what the meter shows at the stamp", arguments: ["5050", "5022", "5046"])
    func values(cgcode: String) throws {
        var world = TestWorld(speaking: ["singleHistory": "taskReturn"])
        let page = world.history(cgcode, from: Self.day.0, to: Self.day.1)
        let meter = try #require(world.headEnd.plant.meter("1001"))
        let truth = world.headEnd.truth(of: meter)
        let item = try #require(Cgcode(rawValue: cgcode))

        #expect(page.total == 96)
        for row in page.rows {
            let shown = truth.row(item, at: SimulatedInstant(milliseconds: Int64(row.stamp)))
            let digits = row.value.filter { $0 != "." }
            #expect(shown?.channel.value == .scaled(try #require(Int64(digits))))
        }
    }

    @Test("registers and demand stay at 00:00", arguments: ["taskReturn", "onDemand"], ["5069", "5099", "5104"])
    func daily(value: String, cgcode: String) {
        var world = TestWorld(speaking: ["singleHistory": value])
        var plain = TestWorld()
        let window = ("2024-07-01 00:00:00", "2024-07-10 00:00:00")

        let page = world.history(cgcode, from: window.0, to: window.1)
        #expect(page.total == 10)
        #expect(page.text == plain.history(cgcode, from: window.0, to: window.1).text)
    }

    @Test("a window has the rows whose stamps it has, and pages follow one another", arguments: [1.0, 0.5])
    func windows(share: Double) {
        let world = WorldConfiguration.test(collection: CollectionRule(share: share))
        var asked = TestWorld(speaking: ["singleHistory": "taskReturn"], world)
        let all = asked.history("5050", from: Self.day.0, to: Self.day.1)
        let midnight = 1_720_540_800_000
        #expect(share == 1 || (30...66).contains(all.total))
        for step in 0..<40 {
            let (first, last) = (step * 1811, step * 1811 + step * step * 7)
            let page = asked.history("5050", from: Self.clock(first), to: Self.clock(last))
            let there = all.rows.filter { (midnight + first * 1000...midnight + last * 1000).contains($0.stamp) }
            #expect(page.rows == there)
            #expect(page.total == there.count)
        }
        var joined: [Page.Row] = []
        for number in 1...14 {
            joined += asked.page("5050", from: Self.day.0, to: Self.day.1, number: number, size: 7).rows
        }
        #expect(joined == all.rows)
    }

    @Test("a window that is the stamp of a row has it, one that begins a second later does not")
    func edges() throws {
        var world = TestWorld(speaking: ["singleHistory": "taskReturn"])
        let stamp = try #require(world.history("5050", from: Self.day.0, to: Self.day.1).stamps.dropFirst(40).first)
        let second = (stamp - 1_720_540_800_000) / 1000

        #expect(world.history("5050", from: Self.clock(second), to: Self.clock(second)).stamps == [stamp])
        #expect(world.history("5050", from: Self.clock(second + 1), to: Self.clock(second + 2)).total == 0)
        #expect(world.history("5050", from: Self.clock(second - 2), to: Self.clock(second - 1)).total == 0)
    }

    @Test("a row is not there before its task returns")
    func notYet() {
        var world = TestWorld(speaking: ["singleHistory": "taskReturn"])
        world.advance(.minutes(10) + .seconds(1))  // 16:30:02
        let window = ("2024-07-11 16:29:00", "2024-07-11 16:35:00")

        #expect(world.history("5050", from: window.0, to: window.1).total == 0)
        world.advance(.seconds(118))
        #expect(world.history("5050", from: window.0, to: window.1).total == 1)
    }

    @Test("on demand there is nothing but what was read, as it was pushed")
    func onDemand() {
        var world = TestWorld(speaking: ["singleHistory": "onDemand"])
        let today = ("2024-07-11 00:00:00", "2024-07-11 23:59:59")
        world.plan(
            .readFrozen,
            with: #""devList":"1001","cgcode":"3","start":"2024-07-11 00:00:00","end":"2024-07-11 12:00:00""#
        )
        world.advance(.seconds(1))

        #expect(world.history("5022", from: today.0, to: today.1).total == 0)
        let push = world.read("5022")
        #expect(world.history("5022", from: today.0, to: today.1).rows == push.rows)
        #expect(world.history("3", from: today.0, to: today.1).total == 66)
    }

    @Test("a read at the very end of an interval is one more row beside the task's", arguments: ["end", "start"])
    func readAtFreeze(profileStamp: String) {
        var world = TestWorld(speaking: ["singleHistory": "taskReturn", "profileStamp": profileStamp])
        world.advance(.minutes(9) + .seconds(59))  // 16:30:00
        let push = world.read("5050", after: .minutes(3))
        let page = world.history("5050", from: "2024-07-11 16:29:00", to: "2024-07-11 16:33:00")

        #expect(push.stamps == [1_720_686_600_000])
        #expect(page.rows.count == 2)
        #expect(page.rows.first == push.rows.first)
    }

    /// A time of 10 July, so many seconds after midnight.
    private static func clock(_ second: Int) -> String {
        CivilTime(millisecondsOnWall: 1_720_569_600_000 + Int64(second) * 1000).description
    }
}
