import HESConformance
import HESContract
import JSON

@testable import HESVerification

/// A conversation written down by hand, for what no simulated HES does.
struct Script {
    private(set) var events: [EvidenceEvent] = []
    private var exchange = 0
    private var step = -1

    var talk: Conversation { Conversation(events) }

    mutating func add(_ kind: EvidenceEvent.Kind, at milliseconds: Int64 = 0) {
        events.append(EvidenceEvent(seq: events.count + 1, milliseconds: milliseconds, kind: kind))
    }

    mutating func step(_ label: String) {
        step += 1
        add(.step(EvidenceEvent.StepBegin(step, source: ["probe": "P", "as": .string(label)])))
    }

    /// `path` is of a request that is none of the nine calls.
    mutating func ask(
        _ endpoint: Endpoint,
        _ body: JSONValue = [:],
        at milliseconds: Int64 = 0,
        header: String? = nil,
        path: String? = nil
    ) {
        exchange += 1
        var request = EvidenceEvent.HTTPRequest(exchange: exchange, method: "POST", path: path ?? endpoint.path)
        (request.endpoint, request.json) = (path == nil ? endpoint : nil, body)
        request.headerToken = header
        add(.httpRequest(request), at: milliseconds)
    }

    /// `number` is of the exchange that is answered; nil for the last.
    mutating func reply(
        _ code: Int,
        msg: String = "",
        data: JSONValue = .null,
        at milliseconds: Int64 = 0,
        to number: Int? = nil
    ) {
        answer(["code": .number("\(code)"), "msg": .string(msg), "data": data], at: milliseconds, to: number)
    }

    /// Any answer; nil for one that was not read.
    mutating func answer(_ json: JSONValue?, at milliseconds: Int64 = 0, to number: Int? = nil) {
        var reply = EvidenceEvent.HTTPReply(exchange: number ?? exchange, status: 200)
        reply.json = json
        add(.httpReply(reply), at: milliseconds)
    }

    mutating func push(
        _ plan: String,
        qos: Int = 1,
        at milliseconds: Int64 = 0,
        topic: String? = nil,
        rows: [JSONValue] = []
    ) {
        var push = EvidenceEvent.Push(planID: plan, topic: topic ?? "/T/\(plan)", isSubscribed: true)
        push.qos = qos
        push.json = ["planId": .string(plan), "data": ["status": "00", "list": .list(rows)]]
        add(.push(push), at: milliseconds)
    }

    /// What the judging function of this name concludes.
    func judged(by name: String) -> [HESVerification.Observation] {
        let talk = talk
        return FingerprintCatalogue.all.filter { $0.name == name }.flatMap { $0.judge(talk) }
    }
}
