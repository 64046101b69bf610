import HESContract
import SimulationKernel
import Testing

@testable import HESHTTP
@testable import HESSimulation

@Suite("The sequence of a plan")
struct PlanPictureTests {
    private static let start = SimulatedInstant(milliseconds: 1_720_663_200_000)

    private static func planID(_ ordinal: Int) throws -> PlanID {
        try #require(PlanID(parsing: "P003_2024071110000\(ordinal)200000"))
    }

    private static func client(
        _ name: String,
        _ event: JournalEntry.ClientNote.Event,
        _ topics: [String] = []
    )
        -> JournalEntry.Kind
    {
        var note = JournalEntry.ClientNote(clientID: name, event: event)
        note.topics = topics
        return .client(note)
    }

    private static func call(_ planID: PlanID?) -> JournalEntry.Kind {
        let call = Call.readSingle(Call.ReadSingle(devAddrs: ["1001"], cgcode: .importActiveEnergy))
        return .http(.init(.readSingle, call: call, user: "u", status: 200, code: 200, planID: planID))
    }

    private static func fault(_ rule: String, _ planID: PlanID? = nil) -> JournalEntry.Kind {
        var note = JournalEntry.FaultNote(rule: rule, type: "replyDelay")
        (note.endpoint, note.planID) = (.readSingle, planID)
        return .fault(note)
    }

    private static func svg(_ kinds: [JournalEntry.Kind], of planID: PlanID) -> String {
        var journal = Journal()
        for (index, kind) in kinds.enumerated() { journal.record(kind, at: start + .milliseconds(Int64(index / 6))) }
        return PlanPicture(
            of: planID,
            topic: "/T/\(planID)",
            record: nil,
            zone: .plusEight,
            journal: journal.entries(from: 0)
        ).svg
    }

    @Test("it has the call, what hit it, its listener, push and acknowledgement, and nothing of another plan")
    func story() throws {
        let (own, other) = try (Self.planID(1), Self.planID(2))
        let note = JournalEntry.PushNote(
            planID: own,
            topic: "/T/\(own)",
            ticket: 1,
            status: .partialSuccess,
            devAddrs: ["1001"]
        )
        let svg = Self.svg(
            [
                Self.client("listener", .subscribe, ["/T/#"]), Self.client("stranger", .subscribe, ["/U/#"]),
                Self.fault("of-other"), Self.call(other), Self.fault("of-own"), Self.call(own),
                .plan(own, .readSingle, .accepted), Self.fault("of-third"), Self.call(nil), .push(note),
                .puback(own, ticket: 1), Self.client("listener", .disconnect),
            ],
            of: own
        )

        for text in ["SUBSCRIBE /T/# (listener)", "fault replyDelay (of-own)", "PUBACK", "status 01", "plan accepted"] {
            #expect(svg.contains(text), "\(text)")
        }
        for text in ["stranger", "of-other", "of-third", "no subscriber seen", "DISCONNECT"] {
            #expect(!svg.contains(text), "\(text)")
        }
        let call = try #require(svg.firstRange(of: "POST /apis/openapi/meter/readSingle"))
        let hit = try #require(svg.firstRange(of: "fault replyDelay (of-own)"))
        #expect(call.lowerBound < hit.lowerBound, "the call comes before what hit it")
        #expect(svg.contains("data-seq=\"6\"") && svg.contains("Simulated time from 2024-07-11 on, +08:00."))
    }

    @Test("a push that no client waits for says so; a listener that went hears nothing")
    func unheard() throws {
        let own = try Self.planID(1)
        let note = JournalEntry.PushNote(planID: own, topic: "/T", ticket: 1, status: .success, devAddrs: [])
        let svg = Self.svg(
            [
                Self.client("gone", .subscribe, ["/T/#"]), Self.call(own), Self.client("gone", .disconnect),
                .push(note), .puback(own, ticket: 1),
            ],
            of: own
        )

        #expect(svg.contains("no subscriber seen") && svg.contains("DISCONNECT (gone"))
    }

    @Test("names of clients, rules and topics are text, and a plan without entries says so")
    func hostile() throws {
        let own = try Self.planID(1)
        let svg = Self.svg(
            [Self.client("<script>", .subscribe, ["/T/#"]), Self.call(own), Self.fault("<b>", own)],
            of: own
        )

        #expect(!svg.contains("<script") && !svg.contains("<b>") && svg.contains("(&lt;script&gt;)"))
        #expect(Self.svg([], of: own).contains("The journal no longer has the entries of this plan."))
    }

    @Test("of a plan with thousands of pushes the first entries are drawn")
    func many() throws {
        let own = try Self.planID(1)
        let note = JournalEntry.PushNote(planID: own, topic: "/T", ticket: 1, status: .success, devAddrs: [])
        let svg = Self.svg([Self.call(own)] + Array(repeating: .push(note), count: 20_000), of: own)

        #expect(svg.utf8.count < 100_000 && svg.contains("19801 further entries are in the journal."))
    }
}
