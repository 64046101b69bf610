import HESConformance
import HESContract
import JSON

/// Evidence by hand: every method appends an event and numbers it.
struct EvidenceBuilder {
    private(set) var events: [EvidenceEvent] = []
    /// Numbers of exchanges that were used.
    var callCount = 0
    private var operation = 0
    /// The case's clock.
    private var milliseconds: Int64 = 1_720_749_600_000

    init(_ id: String, pack: String = "default", capabilities: JSONValue = ["read": true, "history": true]) {
        var header = EvidenceEvent.CaseHeader()
        (header.caseID, header.pack, header.tenantCode) = (id, pack, "1000000067")
        (header.username, header.timeZone, header.capabilities) = ("u", "+08:00", capabilities)
        add(.begin(header))
    }

    mutating func add(_ kind: EvidenceEvent.Kind) {
        events.append(EvidenceEvent(seq: events.count + 1, milliseconds: milliseconds, kind: kind))
    }

    mutating func wait(milliseconds count: Int64) { milliseconds += count }

    /// A step with what happens in it.
    mutating func step(_ index: Int, _ action: JSONValue = [:], _ body: (inout EvidenceBuilder) -> Void) {
        add(.step(.init(index, source: action)))
        body(&self)
        add(.stepEnd(.init(index)))
    }

    mutating func fence(_ index: Int) {
        step(index, ["fence": true]) { $0.call(.readSingle, ["devList": .string(Fence.meter), "cgcode": "5069"]) }
    }

    /// A request and its answer.
    mutating func call(
        _ endpoint: Endpoint,
        _ json: JSONValue? = [:],
        method: String = "POST",
        query: String? = nil,
        contentType: String = "application/json",
        headerToken: String? = nil,
        code: Int = 200,
        msg: String = "",
        data: JSONValue = [:],
        planID: String? = nil,
        topic: String? = nil
    ) {
        callCount += 1
        var request = EvidenceEvent.HTTPRequest(exchange: callCount, method: method, path: endpoint.path)
        (request.endpoint, request.contentType, request.headerToken) = (endpoint, contentType, headerToken)
        (request.json, request.query) = (json, query)
        add(.httpRequest(request))
        var reply = EvidenceEvent.HTTPReply(exchange: callCount, status: 200)
        (reply.endpoint, reply.code, reply.planID, reply.topic) = (endpoint, code, planID, topic)
        reply.json = ["code": JSONValue(integerLiteral: code), "msg": .string(msg), "data": data]
        add(.httpReply(reply))
    }

    mutating func subscribe(_ topic: String, client: String = "c") {
        add(.mqttSubscribe(.init(client: client, topics: [topic])))
    }

    mutating func unsubscribe(_ topic: String, client: String = "c") {
        add(.mqttUnsubscribe(.init(client: client, topics: [topic])))
    }

    mutating func push(_ planID: String, topic: String, status: String = "00", list: JSONValue = []) {
        var push = EvidenceEvent.Push(planID: planID, topic: topic, isSubscribed: true)
        push.json = ["planId": .string(planID), "data": ["status": .string(status), "list": list]]
        add(.push(push))
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
        add(.driverSent(.init(["type": "op", "id": id, "op": .string(name), "args": arguments])))
        body(&self)
        guard let done else { return }
        guard case .object(let members) = done else { return }
        let type: JSONValue = isUnsupported ? "unsupported" : "op.done"
        let head: [(String, JSONValue)] = [("type", type), ("re", id)]
        add(.driverReceived(.init(.members(head + members.map { ($0.key, $0.node.value) }))))
    }

    /// The evidence with its last event.
    func ended() -> [EvidenceEvent] {
        var copy = self
        copy.add(.end(.init()))
        return copy.events
    }
}
