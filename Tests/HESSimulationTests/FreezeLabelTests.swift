import HESSimulation
import SimulationKernel
import SimulationTestSupport
import Testing

@Suite("Labels of freezes")
struct FreezeLabelTests {
    private static let dayMS = 86_400_000
    private static let july1 = 1_719_763_200_000
    private static let closing = ("2024-07-02 00:00:00", "2024-07-11 00:00:00")
    private static let opening = ("2024-07-01 00:00:00", "2024-07-10 00:00:00")

    private static func window(_ ends: (String, String)) -> String { #""start":"\#(ends.0)","end":"\#(ends.1)""# }

    @Test(
        "by opening, a day's row has the stamp a day earlier, in history as in pushes",
        arguments: ["1", "5069", "5099"]
    )
    func days(cgcode: String) {
        var (closing, opening) = (TestWorld(), TestWorld(speaking: ["freezeLabel": "opening"]))
        let usual = closing.history(cgcode, of: "1001,1002", from: Self.closing.0, to: Self.closing.1)
        let shown = opening.history(cgcode, of: "1001,1002", from: Self.opening.0, to: Self.opening.1)

        #expect(usual.total == 20)
        #expect(shown.total == 20)
        #expect(shown.stamps == usual.stamps.map { $0 - Self.dayMS })
        #expect(shown.rows.map(\.values) == usual.rows.map(\.values))
        guard cgcode == "1" else { return }
        #expect(opening.read("1", of: "1001,1002", window: Self.window(Self.opening)).rows == shown.rows)
    }

    @Test("by opening, a month's row has the stamp of the month's first day")
    func months() {
        var (closing, opening) = (TestWorld(), TestWorld(speaking: ["freezeLabel": "opening"]))
        let usual = closing.history("2", from: "2024-02-01 00:00:00", to: "2024-07-01 00:00:00")
        let shown = opening.history("2", from: "2024-01-01 00:00:00", to: "2024-07-01 00:00:00")

        #expect(usual.total == 6)
        #expect(shown.stamps.dropFirst() == usual.stamps.dropLast())
        #expect(shown.rows.map(\.values) == usual.rows.map(\.values))
        let window = #""start":"2024-06-01 00:00:00","end":"2024-06-01 00:00:00""#
        #expect(opening.read("2", window: window).rows == [shown.rows[5]])
    }

    @Test("a day that is not over has no row under its opening")
    func today() {
        var world = TestWorld(speaking: ["freezeLabel": "opening"])
        let now = ("2024-07-10 12:00:00", "2024-07-11 23:59:59")

        #expect(world.history("1", from: now.0, to: now.1).total == 0)
        #expect(world.read("1", window: Self.window(now)).status == "02")
        world.advance(.hours(8))
        #expect(world.history("1", from: now.0, to: now.1).stamps == [Self.july1 + 10 * Self.dayMS])
        #expect(world.read("1", window: Self.window(now)).stamps == [Self.july1 + 10 * Self.dayMS])
    }

    @Test("the load profile keeps its stamps", arguments: ["3", "5022"])
    func profile(cgcode: String) {
        var (closing, opening) = (TestWorld(), TestWorld(speaking: ["freezeLabel": "opening"]))
        let usual = closing.history(cgcode, from: "2024-07-10 00:00:00", to: "2024-07-10 06:00:00")

        #expect(usual.total == 25)
        #expect(opening.history(cgcode, from: "2024-07-10 00:00:00", to: "2024-07-10 06:00:00").text == usual.text)
    }

    @Test("single readings stand between the rows in the order of their stamps, and windows find them")
    func readings() {
        var world = TestWorld(speaking: ["freezeLabel": "opening"])
        let push = world.read("5069")
        world.advance(.days(2))
        let page = world.history("5069", from: "2024-07-10 00:00:00", to: "2024-07-12 23:59:59")

        #expect(page.stamps == page.stamps.sorted())
        #expect(page.total == 4)
        #expect(page.rows[2] == push.rows[0])
        #expect(world.history("5069", from: "2024-07-11 16:00:00", to: "2024-07-11 17:00:00").rows == push.rows)
    }

    @Test("a read at the very instant of a freeze is the row of the day that it closes, by either label")
    func readAtFreeze() {
        for label in ["closing", "opening"] {
            var world = TestWorld(speaking: ["freezeLabel": label])
            world.advance(.hours(7) + .minutes(39) + .seconds(59))  // 2024-07-12 00:00:00
            let push = world.read("5069")
            let page = world.history("5069", from: "2024-07-11 00:00:00", to: "2024-07-12 00:00:00")

            #expect(page.rows.last == push.rows[0], "\(label)")
        }
    }

    @Test("jitter is added to the label, the same by every road")
    func jitter() {
        var world = TestWorld(speaking: ["freezeLabel": "opening", "freezeStamp": "jitter"])
        let kept = world.history("1", of: "1001,1002", from: Self.opening.0, to: Self.opening.1)
        let pushed = world.read("1", of: "1001,1002", window: Self.window(Self.opening))
        let beside = zip(kept.stamps, (0..<20).map { Self.july1 + $0 % 10 * Self.dayMS }).map { $0 - $1 }

        #expect(kept.rows == pushed.rows)
        #expect(beside.allSatisfy { abs($0) <= 60_000 })
        #expect(Set(beside).count > 2)
    }

    @Test("a failed meter's placeholders have the same stamps")
    func placeholders() {
        var world = TestWorld(speaking: ["freezeLabel": "opening", "failedMeter": "dashes"])
        let push = world.read("1", of: "1001,9001", window: Self.window(Self.opening))

        #expect(push.rows.count == 20)
        #expect(push.stamps.prefix(10) == push.stamps.suffix(10))
    }
}
