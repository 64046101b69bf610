import HESContract
import HESSimulation
import JSON
import SimulationKernel
import SimulationTestSupport
import Testing

@Suite("What the journal says of a push")
struct PushNoteTests {
    private static let day = #""start":"2024-07-10 00:00:00","end":"2024-07-11 00:00:00""#

    /// Takes a channel from rows, or rows themselves.
    private struct Rows: RowEffect {
        var presence = RowPresence.untouched
        var taken: [Cgcode] = []

        func lacks(_ cgcode: Cgcode) -> Bool { taken.contains(cgcode) }

        func change(_ row: inout RowDraft) { row.channels.removeAll { taken.contains($0.cgcode) } }
    }

    private struct Claim: PushEffect {
        func change(_ messages: inout [PushMessage], of plan: PushedPlan) {
            for index in messages.indices { messages[index].edits.append { $0.status = .failure } }
        }
    }

    private static func rule(_ effect: FaultEffect, meter: String? = "1001", probability: Double? = nil) -> FaultRule {
        var rule = FaultRule(id: "r\(meter ?? "")", type: "t", effect: effect)
        if let meter { rule.match.meters = [MeterSpan(first: meter)] }
        rule.when.probability = probability
        return rule
    }

    private static let single = #""devList":"1001,1002,9999","cgcode":"5069""#
    private static let taken = FaultEffect.rows(Rows(taken: [.importActiveEnergy]))

    @Test(
        "is decided before the rows are made, and is what the push says",
        arguments: [
            (.readSingle, single, [], "01", ["1001", "1002"]),
            (.readSingle, single, [rule(taken)], "01", ["1002"]),
            (.readSingle, #""devList":"1001","cgcode":"5069""#, [rule(taken)], "02", []),
            (.readSingle, #""devList":"1001","cgcode":"5069""#, [rule(taken, probability: 0)], "00", ["1001"]),
            (.readSingle, single, [rule(.push(Claim()), meter: nil)], "02", ["1001", "1002"]),
            (.readFrozen, #""devList":"1001,1002","cgcode":"1",\#(day)"#, [], "00", ["1001", "1002"]),
            (.readFrozen, #""devList":"1001,1002","cgcode":"1",\#(day)"#, [rule(taken)], "01", ["1001", "1002"]),
            (
                .readFrozen, #""devList":"1001,1002","cgcode":"3",\#(day)"#,
                [rule(.rows(Rows(presence: .missing(share: 1))))], "01", ["1002"]
            ),
            (
                .readFrozen, #""devList":"1001,1002","cgcode":"3",\#(day)"#,
                [rule(.rows(Rows(presence: .missing(share: 1))), probability: 0.2)], "01", ["1001", "1002"]
            ),
            (.relay, #""devList":"1001,9999","controlMode":1"#, [], "01", ["1001", "9999"]),
            (.readArchive, #""dcuNo":"D1""#, [], "00", ["2001", "2002", "2003", "2004", "2005"]),
            (.removeArchive, #""dcuNo":"D1","archives":["2001"]"#, [], "00", []),
        ] as [(Endpoint, String, [FaultRule], String, [String])]
    )
    func note(endpoint: Endpoint, members: String, faults: [FaultRule], status: String, devAddrs: [String]) throws {
        var configuration = WorldConfiguration.test()
        configuration.faults = faults
        var world = TestWorld(configuration)
        let plan = world.plan(endpoint, with: members)
        world.advance(.seconds(1))

        let note = try #require(world.notes.first, "\(plan)")
        #expect((note.status.rawValue, note.devAddrs) == (status, devAddrs))
        let (told, named) = try #require(world.payload(of: plan)).told
        #expect(told == status)
        #expect(named == Set(devAddrs))
    }
}

extension TestWorld {
    fileprivate var notes: [JournalEntry.PushNote] {
        journal.compactMap { if case .push(let note) = $0.kind { note } else { nil } }
    }
}

extension String {
    /// The status of a push, and the meters of its rows.
    fileprivate var told: (status: String?, devAddrs: Set<String>) {
        let data = (try? JSONParser.parse(Array(utf8)))?.value.member("data")?.value
        guard case .array(let rows)? = data?.member("list")?.value else {
            return (data?.member("status")?.value.string, [])
        }
        let devAddrs = rows.compactMap { $0.value.member("devAddr")?.value.string }
        return (data?.member("status")?.value.string, Set(devAddrs))
    }
}
