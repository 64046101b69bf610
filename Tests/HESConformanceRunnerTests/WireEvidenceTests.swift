import HESConformance
import HESContract
import HESMQTT
import HESRuntime
import JSON
import SimulationKernel
import Testing

@testable import HESConformanceRunner
@testable import HESSimulation

@Suite("What becomes of the wire and the journal in evidence", .timeLimit(.minutes(1)))
struct WireEvidenceTests {
    private let recorder = EvidenceRecorder(start: SimulatedInstant(milliseconds: 0))
    private let plans = PlanWatch()
    private var mqtt: MQTTEvidence { MQTTEvidence(recorder: recorder, plans: plans) }

    /// Kind and members of each event, without `end`.
    private var lines: [String] {
        recorder.close().events.dropLast().map { event in
            let line = String(decoding: event.line, as: UTF8.self)
            return line.split(separator: #""kind":"#, maxSplits: 1).last.map(String.init) ?? line
        }
    }

    private func take(_ kind: MQTTClientEvent.Kind, client: String = "c") {
        mqtt.take(MQTTClientEvent(connection: 1, clientID: client, username: "u", kind: kind))
    }

    // MARK: MQTT

    @Test("packets are recorded under the client's name")
    func packets() {
        take(.connected(returnCode: 5))
        take(
            .subscribed([
                .init(filter: "/a", requestedQoS: 1, granted: 1), .init(filter: "/b", requestedQoS: 1, granted: 0x80),
            ])
        )
        #expect(plans.isSubscribed(to: "/a") && !plans.isSubscribed(to: "/b"))
        take(.unsubscribed(filters: ["/a"]))
        #expect(!plans.isSubscribed(to: "/a"))
        take(.acknowledged(packetID: 1))
        take(.disconnected(.refused))

        #expect(
            lines == [
                #""mqtt.connect","client":"c","code":5}"#, #""mqtt.subscribe","client":"c","topics":["/a","/b"]}"#,
                #""mqtt.unsubscribe","client":"c","topics":["/a"]}"#, #""mqtt.disconnect","client":"c","what":"cut"}"#,
            ]
        )
    }

    @Test(
        "every end of a connection has its word",
        arguments: [
            (MQTTClientEvent.DisconnectReason.byClient, "clean"), (.lost, "lost"), (.byBroker, "lost"), (.cut, "cut"),
            (.refused, "cut"),
        ]
    )
    func ends(reason: MQTTClientEvent.DisconnectReason, word: String) {
        take(.disconnected(reason))

        #expect(lines == [#""mqtt.disconnect","client":"c","what":"\#(word)"}"#])
    }

    @Test("a client without an identifier ends as any other, and a probe of the port is no client")
    func nameless() {
        take(.disconnected(.lost), client: "")
        take(.connected(returnCode: 0), client: "")
        take(.subscribed([.init(filter: "/a", requestedQoS: 1, granted: 1)]), client: "")
        take(.disconnected(.lost), client: "")

        #expect(!plans.isSubscribed(to: "/a"))
        #expect(
            lines == [
                #""mqtt.connect","client":"","code":0}"#, #""mqtt.subscribe","client":"","topics":["/a"]}"#,
                #""mqtt.disconnect","client":"","what":"lost"}"#,
            ]
        )
    }

    @Test("a push is recorded with its part and whether a client is subscribed")
    func push() {
        plans.subscribed(1, to: ["/t"])
        func push(_ topic: String, part: PushMessage.Part?, qos: Int) -> OutgoingPush {
            let payload = Array(#"{"planId":"P1"}"#.utf8)
            let id = PushID(world: 1, number: 1)
            return OutgoingPush(id: id, topic: topic, part: part, payload: payload, qos: qos, isRetained: true)
        }
        mqtt.take(push("/t", part: .init(index: 1, of: 3), qos: 1))
        mqtt.take(push("/u", part: nil, qos: 2))

        #expect(plans.oldestUnheard != nil)
        let body = #""payload":"{\"planId\":\"P1\"}","json":{"planId":"P1"}}"#
        #expect(
            lines == [
                #""push","planId":"P1","topic":"/t","part":2,"parts":3,"qos":1,"retain":true,"isSubscribed":true,"#
                    + body,
                #""push","planId":"P1","topic":"/u","qos":2,"retain":true,"isSubscribed":false,"# + body,
            ]
        )
    }

    // MARK: HTTP

    @Test("a call and its answer are one exchange, and its plan is known from then on")
    func exchange() {
        let wire = WireEvidence(recorder, plans: plans)
        var request = CallRequest(
            method: "POST",
            uri: Endpoint.relay.path + "?a=b",
            contentType: "text/plain",
            headerToken: "tok"
        )
        request.append(Array("[]".utf8))
        let plan = PlanID(ordinal: 1)
        let number = wire.requestCame(request)
        var reply = Decision(endpoint: .relay, reply: .ready(.plan(plan, topic: "/t"))).rendered(in: Dialect()).first
        reply.extent = .truncated(bytes: 3)
        wire.replyLeaves(reply, to: number)

        let lines = lines
        #expect(
            lines.first
                == #""http.request","exchange":1,"method":"POST","path":"\#(Endpoint.relay.path)","query":"a=b","#
                + #""endpoint":"relay","contentType":"text/plain","headerToken":"tok","body":"[]","json":[]}"#
        )
        let head =
            #""http.reply","exchange":1,"endpoint":"relay","status":200,"code":200,"extent":"truncated(bytes: 3)","#
        #expect(lines.last?.hasPrefix(head + #""planId":"\#(plan)","topic":"/t","body":"#) == true, "\(lines)")
        #expect(plans.instantOfAnswer("\(plan)") != nil)
    }

    @Test("a refusal of what is no call has its status and nothing else; a header of another path is no token")
    func refusal() {
        let wire = WireEvidence(recorder, plans: plans)
        let request = CallRequest(method: "GET", uri: "/x", contentType: nil, headerToken: "tok")
        wire.refusalLeaves(status: 404, to: wire.requestCame(request))

        #expect(
            lines == [
                #""http.request","exchange":1,"method":"GET","path":"/x","contentType":"","body":""}"#,
                #""http.reply","exchange":1,"status":404}"#,
            ]
        )
    }

    // MARK: Journal

    private static let plan = PlanID(ordinal: 7)
    private static let fault: JournalEntry.FaultNote = {
        JournalEntry.FaultNote(rule: "r", type: "t", endpoint: .relay, planID: plan)
    }()

    @Test(
        "entries of the journal are evidence, but for what the suite sees itself",
        arguments: [
            (.token(username: "u", isNew: true), #""token","username":"u","what":"issued"}"#),
            (.token(username: "u", isNew: false), #""token","username":"u","what":"renewed"}"#),
            (.tokenRevoked(username: "u"), #""token","username":"u","what":"revoked"}"#),
            (.plan(plan, .readFrozen, .accepted), planLine("accepted")),
            (.plan(plan, .readFrozen, .reading), planLine("reading")),
            (.plan(plan, .readFrozen, .published), planLine("published")),
            (.plan(plan, .readFrozen, .failed), planLine("failed")),
            (.pushFailed(plan, ticket: 3, reason: "full"), #""pushFailed","planId":"\#(plan)","reason":"full"}"#),
            (.fault(fault), #""fault","rule":"r","type":"t","endpoint":"relay","planId":"\#(plan)"}"#),
            (.broker(JournalRemark(.downBegins)), #""broker","what":"down begins"}"#),
            (.http(.init(missed: "GET", path: "/", status: 404, hint: nil)), nil),
            (.puback(plan, ticket: 3), nil), (.field("f", devAddr: nil, dcuNo: nil), nil),
            (.clock(JournalRemark(.mode, about: "auto")), nil),
            (.client(.init(clientID: "c", event: .connect)), nil),
        ] as [(JournalEntry.Kind, String?)]
    )
    func journal(kind: JournalEntry.Kind, line: String?) {
        if let evidence = kind.evidence { recorder.record(evidence) }

        #expect(lines == [line].compactMap(\.self))
    }

    private static func planLine(_ phase: String) -> String {
        #""plan","planId":"\#(plan)","endpoint":"readFrozen","phase":"\#(phase)"}"#
    }
}
