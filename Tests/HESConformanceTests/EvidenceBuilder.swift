import HESConformance
import HESContract
import JSON

/// Evidence by hand: every method appends an event and numbers it.
struct EvidenceBuilder {
    private(set) var events: [EvidenceEvent] = []
    private var exchange = 0
    private var operation = 0

    init(_ id: String, pack: String = "default", capabilities: JSONValue = ["read": true, "history": true]) {
        add(
            .suite,
            "case",
            ("case", .string(id)),
            ("pack", .string(pack)),
            ("tenantCode", "1000000067"),
            ("username", "u"),
            ("timeZone", "+08:00"),
            ("capabilities", capabilities)
        )
    }

    mutating func add(_ plane: EvidenceEvent.Plane, _ kind: String, _ members: (String, JSONValue)...) {
        events.append(
            EvidenceEvent(
                seq: events.count + 1,
                milliseconds: 1_720_749_600_000,
                plane: plane,
                kind: kind,
                members: members
            )
        )
    }

    /// A step with what happens in it.
    mutating func step(_ index: Int, _ action: JSONValue = [:], _ body: (inout EvidenceBuilder) -> Void) {
        add(.suite, "step", ("step", JSONValue(integerLiteral: index)), ("do", action))
        body(&self)
        add(.suite, "step.end", ("step", JSONValue(integerLiteral: index)))
    }

    mutating func fence(_ index: Int) {
        step(index, ["fence": true]) { $0.call("readSingle", ["devList": .string(Fence.meter), "cgcode": "5069"]) }
    }

    /// A request and its answer.
    mutating func call(
        _ endpoint: String,
        _ json: JSONValue? = [:],
        method: String = "POST",
        contentType: String = "application/json",
        headerToken: String? = nil,
        code: Int = 200,
        data: JSONValue = [:],
        planID: String? = nil,
        topic: String? = nil
    ) {
        exchange += 1
        let number = JSONValue(integerLiteral: exchange)
        let path = Endpoint(rawValue: endpoint)?.path ?? "/"
        var request: [(String, JSONValue)] = [
            ("exchange", number), ("method", .string(method)), ("path", .string(path)), ("query", ""),
            ("endpoint", .string(endpoint)), ("contentType", .string(contentType)), ("body", ""),
        ]
        if let headerToken { request.append(("headerToken", .string(headerToken))) }
        if let json { request.append(("json", json)) }
        append(.wire, "http.request", request)
        var reply: [(String, JSONValue)] = [
            ("exchange", number), ("endpoint", .string(endpoint)), ("status", 200),
            ("code", JSONValue(integerLiteral: code)), ("body", ""),
            ("json", ["code": JSONValue(integerLiteral: code), "data": data]),
        ]
        if let planID { reply.append(("planId", .string(planID))) }
        if let topic { reply.append(("topic", .string(topic))) }
        append(.wire, "http.reply", reply)
    }

    mutating func subscribe(_ topic: String, client: String = "c") {
        add(.wire, "mqtt.subscribe", ("client", .string(client)), ("topics", .words([topic])))
    }

    mutating func push(_ planID: String, topic: String, status: String = "00", list: JSONValue = []) {
        let json: JSONValue = ["planId": .string(planID), "data": ["status": .string(status), "list": list]]
        add(
            .wire,
            "push",
            ("planId", .string(planID)),
            ("topic", .string(topic)),
            ("part", 1),
            ("qos", 1),
            ("retain", false),
            ("payload", ""),
            ("json", json),
            ("isSubscribed", true)
        )
    }

    /// The operation is sent, `body` happens, and `done` is answered.
    mutating func operation(
        _ name: String,
        _ arguments: JSONValue = [:],
        done: JSONValue? = ["outcome": "ok"],
        isUnsupported: Bool = false,
        _ body: (inout EvidenceBuilder) -> Void = { _ in }
    ) {
        operation += 1
        let id = JSONValue(integerLiteral: operation)
        add(.report, "driver.sent", ("message", ["type": "op", "id": id, "op": .string(name), "args": arguments]))
        body(&self)
        guard let done else { return }
        guard case .object(let members) = done else { return }
        let type: JSONValue = isUnsupported ? "unsupported" : "op.done"
        let head: [(String, JSONValue)] = [("type", type), ("re", id)]
        add(.report, "driver.received", ("message", .members(head + members.map { ($0.key, $0.node.value) })))
    }

    /// The evidence with its last event.
    func ended() -> [EvidenceEvent] {
        var copy = self
        copy.add(.suite, "end")
        return copy.events
    }

    private mutating func append(_ plane: EvidenceEvent.Plane, _ kind: String, _ members: [(String, JSONValue)]) {
        events.append(
            EvidenceEvent(
                seq: events.count + 1,
                milliseconds: 1_720_749_600_000,
                plane: plane,
                kind: kind,
                members: members
            )
        )
    }
}
