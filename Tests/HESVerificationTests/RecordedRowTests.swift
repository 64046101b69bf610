import HESConformance
import HESContract
import JSON
import SimulationKernel
import Testing

@testable import HESVerification

@Suite("Rows of a HES that is only listened to")
struct RecordedRowTests {
    private func finding(_ id: String, in script: Script, zone: WorldZone = .plusEight) -> RuleFinding? {
        RecordedHES(script.events, in: zone).rules.first { $0.id == id }
    }

    private func row(at stamp: Int64, value: String = "1") -> JSONValue {
        ["devAddr": "1", "timestamp": .number("\(stamp)"), "value": .string(value)]
    }

    private func read(_ plan: String, value: String, in script: inout Script) {
        script.ask(.readSingle, ["devList": "1", "cgcode": "5069"])
        script.reply(200, data: ["planId": .string(plan), "topicId": .string("/T/\(plan)")])
        script.push(plan, rows: [row(at: 1_720_540_800_123, value: value)])
    }

    private func page(_ rows: [JSONValue], total: Int? = nil) -> JSONValue {
        ["total": .number("\(total ?? rows.count)"), "list": .list(rows)]
    }

    @Test("two readings of a meter may share one millisecond; history must agree where there is one reading")
    func sharedStamps() {
        var script = Script()
        read("P1", value: "1", in: &script)
        read("P2", value: "2", in: &script)
        #expect(finding("R12", in: script)?.seen == "no value came twice")

        script = Script()
        read("P1", value: "1", in: &script)
        script.ask(.historySingle, ["devList": "1", "cgcode": "5069"])
        script.reply(200, data: page([row(at: 1_720_540_800_123, value: "2")]))
        #expect(finding("R12", in: script)?.isBroken == true)
    }

    @Test("rows of two seasons in a zone with summer time make the flag suspect, and not the HES")
    func seasons() {
        var script = Script()
        // The midnights of the days in Europe/Berlin.
        let days: [(String, [Int64])] = [
            ("2024-07-1", [1_720_562_400_000, 1_720_648_800_000]),
            ("2024-01-1", [1_704_841_200_000, 1_704_927_600_000]),
        ]
        for (day, stamps) in days {
            script.ask(.historySingle, ["start": .string(day + "0 00:00:00"), "end": .string(day + "1 00:00:00")])
            script.reply(200, data: page(stamps.map { row(at: $0) }))
        }
        let seen = finding("R4", in: script)?.seen ?? ""
        #expect(seen.contains("in a zone of 1.0 h"), "\(seen)")
    }

    @Test("a window that ends within the hour that is shown twice goes on to its second showing")
    func shownTwice() {
        let end = SimulatedInstant(milliseconds: 1_729_990_800_000)
        let change = WorldZone.Transition(instant: end, offsetAfter: .hours(1))
        let zone = WorldZone(name: "Europe/Berlin", initialOffset: .hours(2), transitions: [change])
        var script = Script()
        script.ask(.historySingle, ["start": "2024-10-27 02:30:00", "end": "2024-10-27 02:30:00"])
        script.reply(200, data: page([0, 3_600_000].map { row(at: 1_729_989_000_000 + $0) }))
        #expect(finding("R4", in: script, zone: zone)?.seen == "held, 2 seen")
    }

    @Test("rows without a window and of meters that are not known are not counted as judged")
    func notCompared() {
        var script = Script()
        script.ask(.historySingle)
        script.reply(200, data: page([row(at: 1_720_540_800_123)]))
        #expect(finding("R4", in: script)?.seen == "no row with a stamp and a window came")
        #expect(finding("R5", in: script)?.seen == "no row of a call that names meters came")
    }

    @Test("a list of meters may have any white space between its numbers")
    func whiteSpace() {
        var script = Script()
        script.ask(.historySingle, ["devList": "2,\t1\n"])
        script.reply(200, data: page([row(at: 1_720_540_800_123)]))
        #expect(finding("R5", in: script)?.seen == "held, 1 seen")
    }
}
