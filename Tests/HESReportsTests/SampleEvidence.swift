import HESConformance
import HESContract
import JSON

extension Sample {
    static let token = read.filter { $0.seq <= 4 }

    static let crash = log([
        .begin(header("HIST-01", pack: "tables")), .step(.init(0, source: ["op": "history"])),
        .driverStderr(.init("Segmentation fault")), .driverExit(.init(signal: 11, isExpected: false)), .end(.init()),
    ])

    static let read = log([
        .begin(header("READ-01", pack: "default")), .step(.init(0, source: readStep)),
        request(1, .getToken, body: "{}", json: ["username": "u", "password": "<password>"]),
        reply(1, .getToken, json: ["token": "<token-1>"]), .token(.init(of: "u", .issued)),
        .mqttConnect(.init(client: "acme-1", code: 0)),
        .driverSent(.init(["type": "op", "id": 4, "op": "read", "args": ["kind": "single"]])),
        request(2, .readSingle, body: "not JSON"), reply(2, .readSingle, planID: "12", topic: "1000000067/12"),
        .plan(.init("12", endpoint: .readSingle, phase: .reading)),
        .fault(.init(rule: "silent", type: "meterSilent", planID: "12")),
        .mqttSubscribe(.init(client: "acme-1", topics: ["1000000067/12/#"])), .clock(.init("moved on to the push")),
        .push(push), .broker(.init("connections cut")), .driverNoise(.init("<b>bold</b> & \"quoted\"")),
        .driverReceived(.init(["type": "op.done", "re": 4, "outcome": "failed", "rows": [], "missing": []])),
        .mqttUnsubscribe(.init(client: "acme-1", topics: ["1000000067/12/#"])),
        .mqttDisconnect(.init(client: "acme-1", reason: .clean)), .end(.init()),
    ])

    static func header(_ caseID: String, pack: String) -> EvidenceEvent.CaseHeader {
        var header = EvidenceEvent.CaseHeader()
        (header.caseID, header.pack, header.timeZone) = (caseID, pack, "+08:00")
        return header
    }

    private static let readStep: JSONValue = [
        "op": "read", "args": ["kind": "single", "meters": ["202407100001", "202407100002"]],
    ]

    private static var push: EvidenceEvent.Push {
        var push = EvidenceEvent.Push(planID: "12", topic: "1000000067/12/1", isSubscribed: true)
        push.payload = "{}"
        push.json = ["status": "01", "list": [["devAddr": "202407100001", "value": "7340.740"]]]
        return push
    }

    static func request(
        _ exchange: Int,
        _ endpoint: Endpoint,
        body: String,
        json: JSONValue? = nil
    ) -> EvidenceEvent.Kind {
        var request = EvidenceEvent.HTTPRequest(exchange: exchange, method: "POST", path: endpoint.path)
        (request.endpoint, request.contentType) = (endpoint, "application/json")
        request.headerToken = endpoint == .getToken ? nil : "<token-1>"
        (request.body, request.json) = (body, json)
        return .httpRequest(request)
    }

    static func reply(
        _ exchange: Int,
        _ endpoint: Endpoint,
        code: Int = 200,
        planID: String? = nil,
        topic: String? = nil,
        json: JSONValue? = nil
    ) -> EvidenceEvent.Kind {
        var reply = EvidenceEvent.HTTPReply(exchange: exchange, status: 200)
        (reply.endpoint, reply.code, reply.planID, reply.topic) = (endpoint, code, planID, topic)
        (reply.body, reply.json) = ("{}", json)
        return .httpReply(reply)
    }

    private static func log(_ kinds: [EvidenceEvent.Kind]) -> [EvidenceEvent] {
        kinds.enumerated().map { index, kind in
            EvidenceEvent(seq: index + 1, milliseconds: 1_720_749_600_000 + Int64(index) * 217, kind: kind)
        }
    }
}
