import Foundation
import HESContract
import JSON
import SimulationKernel
import SimulationTestSupport
import Testing

@testable import HESSimulation

@Suite("What history holds")
struct CollectionTests {
    private static let window = #""start":"2024-06-01 00:00:00","end":"2024-07-11 00:00:00""#
    private static let half = CollectionRule(share: 0.5)

    private func stamps(_ world: inout TestWorld, _ cgcode: String = "1", size: Int = 1000) throws -> [Int] {
        var all: [Int] = []
        var total = 0
        var page = 1
        let token = world.logIn()
        let isComposite = Cgcode(rawValue: cgcode)?.category == .composite
        repeat {
            let answer = world.call(
                isComposite ? .historyFrozen : .historySingle,
                with:
                    #""devList":"1001,1002","cgcode":"\#(cgcode)",\#(Self.window),"curPage":\#(page),"pageSize":\#(size)"#,
                token: token
            )
            let data = try #require(try JSONParser.parse(Array(answer.utf8)).value.member("data")?.value)
            guard case .array(let list)? = data.member("list")?.value else { break }
            total = data.member("total")?.value.integer ?? 0
            all += list.compactMap { $0.value.member("timestamp")?.value.integer }
            page += 1
        } while (page - 1) * size < total
        #expect(all.count == total)
        return all
    }

    @Test("a share of the rows is there, the same ones at every asking, others with another seed")
    func share() throws {
        var world = TestWorld(.test(collection: Self.half))
        var other = TestWorld(.test(seed: 2, collection: Self.half))

        let rows = try stamps(&world, "3")

        #expect((0.48...0.52).contains(Double(rows.count) / 7682), "\(rows.count)")
        #expect(try stamps(&world, "3", size: 97) == rows)
        #expect(try stamps(&other, "3") != rows)
    }

    @Test("what is missing arrives by itself when it is late enough, and the total counts it then")
    func late() throws {
        var world = TestWorld(.test(collection: CollectionRule(share: 0.5, lateAfter: .hours(36))))
        let before = try stamps(&world)

        world.advance(.hours(36))

        #expect(before.count < 82)
        #expect(try stamps(&world).count == 82)
    }

    @Test("a real-time read of the rows fills them in")
    func backfill() throws {
        var world = TestWorld(.test(collection: Self.half))
        let before = Set(try stamps(&world))
        world.plan(.readFrozen, with: #""devList":"1001","cgcode":"1",\#(Self.window)"#)

        #expect(before.count < 41)
        #expect(Set(try stamps(&world)).count == 41)
        #expect(try stamps(&world, "3").count < 7682, "the load profile keeps its holes")
        #expect(Set(try stamps(&world, "5069")).count == 41, "the row carries 5069")
        #expect(Set(try stamps(&world, "5104")).count < 41, "and not 5104")
    }

    @Test("a meter that leaves and returns at the instant of a freeze has its row once")
    func leavingAtFreeze() throws {
        var world = TestWorld()
        world.advance(.hours(7) + .minutes(39) + .seconds(59))
        world.plan(.removeArchive, with: #""dcuNo":"D0","archives":["1001"]"#)
        world.plan(.addArchive, with: #""dcuNo":"D0","archives":[{"devAddr":"1001","status":"1"}]"#)

        let answer = world.call(
            .historySingle,
            with:
                #""devList":"1001","cgcode":"5069","start":"2024-07-12 00:00:00","end":"2024-07-12 00:00:00","curPage":1,"pageSize":20"#,
            token: world.logIn()
        )

        #expect(answer.contains(#""total":1"#))
    }

    @Test("a single real-time read leaves one row at its own instant, which later questions find")
    func spot() throws {
        var world = TestWorld()
        let token = world.logIn()
        world.plan(.readSingle, with: #""devList":"1001","cgcode":"5069""#)
        world.plan(.readSingle, with: #""devList":"1001","cgcode":"5050""#)
        world.advance(.hours(20))

        let answer = world.call(
            .historySingle,
            with:
                #""devList":"1001","cgcode":"5069","start":"2024-07-11 00:00:00","end":"2024-07-13 00:00:00","curPage":1,"pageSize":20"#,
            token: world.logIn()
        )

        #expect(!token.isEmpty)
        #expect(answer.contains(#""total":3"#))
        let order = answer.split(separator: #""timestamp":"#).dropFirst().compactMap { Int($0.prefix(13)) }
        #expect(order == [1_720_627_200_000, 1_720_686_001_000, 1_720_713_600_000])
    }

    @Test("the world keeps the last 65 536 single readings, whichever meters they are of")
    func spotsAreBounded() {
        var spots = SpotReadings()
        let instants = (0..<200_000).map { SimulatedInstant(milliseconds: Int64($0)) }
        for (index, instant) in instants.enumerated() {
            spots.add(.voltageA, of: index % 4 == 0 ? "a" : "b", at: instant)
        }

        let found = spots.rows(of: "a", .voltageA, in: instants[0]...instants[199_999]).map(\.instant)
        #expect(found.count == SpotReadings.capacity / 4)
        #expect(found.first == SimulatedInstant(milliseconds: 200_000 - 65_536))
        #expect(found.last == SimulatedInstant(milliseconds: 199_996))
    }

    @Test("single readings are found by meter, item and window, also if a late one comes between them")
    func spotsByWindow() {
        var spots = SpotReadings()
        func instant(_ second: Int64) -> SimulatedInstant { SimulatedInstant(milliseconds: second * 1000) }
        for second: Int64 in [10, 20, 20, 40, 30, 50] { spots.add(.voltageA, of: "a", at: instant(second)) }
        spots.add(.voltageB, of: "a", at: instant(35))
        spots.add(.voltageA, of: "b", at: instant(36))

        #expect(
            spots.rows(of: "a", .voltageA, in: instant(20)...instant(40)).map(\.instant) == [20, 30, 40].map(instant)
        )
        #expect(spots.rows(of: "a", .voltageA, in: instant(41)...instant(49)).isEmpty)
        #expect(spots.rows(of: "a", .voltageB, in: instant(0)...instant(99)).map(\.instant) == [instant(35)])
        #expect(spots.rows(of: "c", .voltageA, in: instant(0)...instant(99)).isEmpty)

        for second in 60..<Int64(60 + SpotReadings.capacity - 3) { spots.add(.currentA, of: "a", at: instant(second)) }
        #expect(spots.rows(of: "a", .voltageA, in: instant(0)...instant(99)).map(\.instant) == [50].map(instant))
    }

    @Test("pages in another order have the rows of those in order, each once")
    func shuffledPages() throws {
        var configuration = WorldConfiguration.test()
        let ordered = Self.pages(TestWorld(configuration))
        configuration.dialect.rowOrder = .shuffled
        let shuffled = Self.pages(TestWorld(configuration))

        #expect(ordered.count == 4 * 96)
        #expect(shuffled != ordered)
        #expect(shuffled.sorted() == ordered.sorted())
    }

    private static func pages(_ start: TestWorld) -> [String] {
        var world = start
        let window = #""start":"2024-07-09 00:15:00","end":"2024-07-10 00:00:00","curPage":1,"pageSize":1000"#
        let answer = world.call(
            .historyFrozen,
            with: #""devList":"1001,1002,1003,1004","cgcode":"3",\#(window)"#,
            token: world.logIn()
        )
        return answer.components(separatedBy: #"{"devAddr""#).dropFirst().map {
            $0.trimmingCharacters(in: [",", "]", "}"])
        }
    }

    @Test("a read at the very instant of a freeze makes no second row")
    func spotAtFreeze() throws {
        var world = TestWorld()
        world.advance(.hours(7) + .minutes(39) + .seconds(59))
        world.plan(.readSingle, with: #""devList":"1001","cgcode":"5069""#)

        let answer = world.call(
            .historySingle,
            with:
                #""devList":"1001","cgcode":"5069","start":"2024-07-12 00:00:00","end":"2024-07-12 00:00:00","curPage":1,"pageSize":20"#,
            token: world.logIn()
        )

        #expect(answer.contains(#""total":1"#))
    }

    @Test("the last page of a question full of holes follows the one before it")
    func pages() throws {
        var world = TestWorld(.test(collection: CollectionRule(share: 0.9)))
        let rows = try stamps(&world, "5050")

        for size in [1, 7, 250] where size > 1 || rows.count < 100 {
            #expect(try stamps(&world, "5050", size: size) == rows)
        }
    }
}
