import HESContract
import HESSimulation
import SimulationKernel
import SimulationTestSupport
import Testing

@Suite("Pages in a shuffled order")
struct ShuffledPagesTests {
    /// Of a world that begins at 16:20:01: 66 quarter hours of each of two meters.
    private static let day = ("2024-07-11 00:00:00", "2024-07-11 23:59:59")
    private static let freezeCount = 2 * 66

    /// A rule about history, not about reads.
    private struct Rows: RowEffect {
        var presence = RowPresence.untouched
        var isWithoutChannels = false

        var endpoints: [Endpoint] { [.historyFrozen, .historySingle] }

        func change(_ row: inout RowDraft) { if isWithoutChannels { row.channels = [] } }
    }

    /// Worlds that differ in the order of their rows alone.
    private static func worlds(
        under effect: Rows,
        probability: Double? = nil
    ) -> (ordered: TestWorld, shuffled: TestWorld) {
        var rule = FaultRule(id: "r", type: "t", effect: .rows(effect))
        rule.when.probability = probability
        var configuration = WorldConfiguration.test()
        configuration.faults = [rule]
        return (TestWorld(configuration), TestWorld(speaking: ["rowOrder": "shuffled"], configuration))
    }

    /// The rows of all pages, one page after the other.
    private static func rows(of cgcode: String, in world: TestWorld, size: Int) -> [Page.Row] {
        var rows: [Page.Row] = []
        var number = 0
        var total = 0
        repeat {
            number += 1
            // Of a copy, because a world shuffles anew for every call.
            var asked = world
            let page = asked.page(cgcode, of: "1001,1002", from: day.0, to: day.1, number: number, size: size)
            rows += page.rows
            total = page.total
        } while number * size < total
        return rows
    }

    /// How often each row is there.
    private static func counts(_ rows: [Page.Row]) -> [Page.Row: Int] {
        rows.reduce(into: [:]) { $0[$1, default: 0] += 1 }
    }

    @Test("have each row as often as a rule repeats it", arguments: [nil, 0.4] as [Double?], ["3", "5022"])
    func repeated(probability: Double?, cgcode: String) {
        let worlds = Self.worlds(under: Rows(presence: .repeated(times: 3)), probability: probability)
        let whole = Self.rows(of: cgcode, in: worlds.ordered, size: 1000)
        let shuffled = Self.rows(of: cgcode, in: worlds.shuffled, size: 7)
        let added = whole.count - Self.freezeCount

        #expect(Set(whole).count == Self.freezeCount)
        #expect(probability == nil ? added == 2 * Self.freezeCount : (40...220).contains(added), "\(added)")
        #expect(Self.rows(of: cgcode, in: worlds.ordered, size: 7) == whole)
        #expect(shuffled != whole)
        #expect(Self.counts(shuffled) == Self.counts(whole))
    }

    @Test("lack the rows of a single code that have no channel, and no others")
    func withoutChannels() {
        let worlds = Self.worlds(under: Rows(isWithoutChannels: true), probability: 0.3)
        let whole = Self.rows(of: "5022", in: worlds.ordered, size: 1000)
        let shuffled = Self.rows(of: "5022", in: worlds.shuffled, size: 7)

        #expect((60...120).contains(whole.count), "\(whole.count)")
        #expect(shuffled != whole)
        #expect(Self.counts(shuffled) == Self.counts(whole))
        #expect(Self.rows(of: "5022", in: worlds.ordered, size: 7) == whole)
    }

    @Test("have a single reading once, also among freezes that a rule repeats", arguments: [1, 2])
    func spot(times: Int) {
        var worlds = Self.worlds(under: Rows(presence: .repeated(times: times)))
        let push = worlds.ordered.read("5050")
        _ = worlds.shuffled.read("5050")
        let whole = Self.rows(of: "5050", in: worlds.ordered, size: 1000)
        let shuffled = Self.rows(of: "5050", in: worlds.shuffled, size: 7)

        #expect(whole.count == times * Self.freezeCount + 1)
        #expect(shuffled.filter { $0.stamp % 900_000 != 0 } == push.rows)
        #expect(Self.rows(of: "5050", in: worlds.ordered, size: 7) == whole)
        #expect(shuffled != whole)
        #expect(Self.counts(shuffled) == Self.counts(whole))
    }
}
