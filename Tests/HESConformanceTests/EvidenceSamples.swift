import HESContract
import JSON
import Testing

@testable import HESConformance

/// A kind of event in which no two values are alike, and its members as the line has them.
struct EvidenceSamples: Sendable, CustomTestStringConvertible {
    let kind: EvidenceEvent.Kind
    let members: String

    var testDescription: String { kind.word }

    private init(_ kind: EvidenceEvent.Kind, members: String) {
        self.kind = kind
        self.members = members
    }

    static let all = suite + http + mqtt + driver

    private static let suite = [
        EvidenceSamples(
            .begin(header),
            members: #""case":"A","pack":"B","catalogue":"C","seed":1,"tenantCode":"D","username":"E","#
                + #""timeZone":"F","capabilities":{"read":true},"isBlind":true"#
        ),
        EvidenceSamples(.step(.init(2, source: ["op": "read"])), members: #""step":2,"do":{"op":"read"}"#),
        EvidenceSamples(.stepEnd(.init(3)), members: #""step":3"#),
        EvidenceSamples(.clock(.init("advance 1s")), members: #""what":"advance 1s""#),
        EvidenceSamples(.token(.init(of: "u", .renewed)), members: #""username":"u","what":"renewed""#),
        EvidenceSamples(
            .fault(.init(rule: "r", type: "pushDrop", endpoint: .relay, planID: "P1")),
            members: #""rule":"r","type":"pushDrop","endpoint":"relay","planId":"P1""#
        ),
        EvidenceSamples(
            .plan(.init("P2", endpoint: .readFrozen, phase: .published)),
            members: #""planId":"P2","endpoint":"readFrozen","phase":"published""#
        ),
        EvidenceSamples(
            .pushFailed(.init(planID: "P3", reason: "queueFull")),
            members: #""planId":"P3","reason":"queueFull""#
        ),
        EvidenceSamples(.broker(.init("down")), members: #""what":"down""#),
        EvidenceSamples(.trigger(.init("done")), members: #""what":"done""#),
        EvidenceSamples(.error(.init("no port")), members: #""what":"no port""#),
        EvidenceSamples(.end(.init()), members: ""),
    ]

    private static let http = [
        EvidenceSamples(
            .httpRequest(request),
            members: #""exchange":4,"method":"POST","path":"/p","query":"a=b","endpoint":"relay","contentType":"t/s","#
                + #""headerToken":"tok","body":"{}","json":{}"#
        ),
        EvidenceSamples(
            .httpReply(reply),
            members: #""exchange":5,"endpoint":"getToken","status":201,"code":500,"extent":"reset","reason":"why","#
                + #""planId":"P4","topic":"/t","body":"[]","json":[]"#
        ),
    ]

    private static let mqtt = [
        EvidenceSamples(.mqttConnect(.init(client: "c", code: 5)), members: #""client":"c","code":5"#),
        EvidenceSamples(
            .mqttSubscribe(.init(client: "c", topics: ["/a", "/b"])),
            members: #""client":"c","topics":["/a","/b"]"#
        ),
        EvidenceSamples(
            .mqttUnsubscribe(.init(client: "d", topics: ["/c"])),
            members: #""client":"d","topics":["/c"]"#
        ),
        EvidenceSamples(
            .mqttDisconnect(.init(client: "e", reason: .cut)),
            members: #""client":"e","what":"cut""#
        ),
        EvidenceSamples(
            .push(push),
            members: #""planId":"P5","topic":"/u","part":2,"parts":3,"qos":0,"retain":true,"isSubscribed":false,"#
                + #""payload":"7","json":7"#
        ),
    ]

    private static let driver = [
        EvidenceSamples(.driverSent(.init(["id": 1])), members: #""message":{"id":1}"#),
        EvidenceSamples(.driverReceived(.init(["re": 1])), members: #""message":{"re":1}"#),
        EvidenceSamples(.driverNoise(.init("n")), members: #""line":"n""#),
        EvidenceSamples(.driverStderr(.init("e")), members: #""line":"e""#),
        EvidenceSamples(
            .driverExit(.init(status: 6, signal: 9, isExpected: true)),
            members: #""status":6,"signal":9,"isExpected":true"#
        ),
        EvidenceSamples(
            .driverTimeout(.init(waitedFor: "w", seconds: 1.5)),
            members: #""waitedFor":"w","seconds":1.5"#
        ),
        EvidenceSamples(.driverProtocol(.init("p")), members: #""what":"p""#),
    ]

    private static var header: EvidenceEvent.CaseHeader {
        var header = EvidenceEvent.CaseHeader()
        (header.caseID, header.pack, header.catalogue, header.seed) = ("A", "B", "C", 1)
        (header.tenantCode, header.username, header.timeZone) = ("D", "E", "F")
        (header.capabilities, header.isBlind) = (["read": true], true)
        return header
    }

    private static var request: EvidenceEvent.HTTPRequest {
        var request = EvidenceEvent.HTTPRequest(exchange: 4, method: "POST", path: "/p")
        (request.query, request.endpoint, request.contentType) = ("a=b", .relay, "t/s")
        (request.headerToken, request.body, request.json) = ("tok", "{}", [:])
        return request
    }

    private static var reply: EvidenceEvent.HTTPReply {
        var reply = EvidenceEvent.HTTPReply(exchange: 5, status: 201)
        (reply.endpoint, reply.code, reply.extent, reply.reason) = (.getToken, 500, "reset", "why")
        (reply.planID, reply.topic, reply.body, reply.json) = ("P4", "/t", "[]", [])
        return reply
    }

    private static var push: EvidenceEvent.Push {
        var push = EvidenceEvent.Push(planID: "P5", topic: "/u", isSubscribed: false)
        (push.part, push.partCount, push.qos, push.isRetained) = (2, 3, 0, true)
        (push.payload, push.json) = ("7", 7)
        return push
    }
}
