import HESConformance
import HESContract
import HESDrawing
import JSON

/// One line of a sequence diagram.
struct DiagramRow {
    typealias Mark = SequencePicture.Row.Mark

    let event: EvidenceEvent
    let mark: Mark
    let text: String
    var isTrouble = false

    /// Nil for an event that the diagram leaves out.
    init?(_ event: EvidenceEvent) {
        guard let (mark, text) = Self.story(event.kind) else { return nil }
        self.event = event
        self.mark = mark
        self.text = text
        isTrouble = Self.isTrouble(event.kind)
    }

    private static func isTrouble(_ kind: EvidenceEvent.Kind) -> Bool {
        switch kind {
        case .driverExit(let exit): !exit.isExpected
        case .driverTimeout, .driverProtocol, .pushFailed, .error: true
        case .httpReply(let reply): reply.code.map { $0 != 200 } ?? false
        case .begin, .step, .stepEnd, .clock, .token, .fault, .plan, .httpRequest, .mqttConnect, .mqttSubscribe,
            .mqttUnsubscribe, .mqttDisconnect, .push, .broker, .trigger, .driverSent, .driverReceived, .driverNoise,
            .driverStderr, .end, .other:
            false
        }
    }

    private static func story(_ kind: EvidenceEvent.Kind) -> (Mark, String)? {
        switch kind {
        case .step(let begin): (.step, step(begin))
        case .clock(let remark), .error(let remark): (.step, remark.what)
        case .token(let token): (.note(on: .headEnd), "token of \(token.username) \(token.change.rawValue)")
        case .fault(let fault): (.note(on: .headEnd), "fault \(fault.type) (\(fault.rule))")
        case .plan(let plan): (.note(on: .headEnd), "plan \(plan.planID) \(plan.phase.rawValue)")
        case .pushFailed(let failure):
            (.note(on: .headEnd), "push of plan \(failure.planID) failed: \(failure.reason)")
        case .broker(let remark): (.note(on: .broker), remark.what)
        case .trigger(let remark): (.step, "trigger: \(remark.what)")
        case .httpRequest(let request):
            (.arrow(from: .client, to: .headEnd, isReply: false), "\(request.method) \(request.path)")
        case .httpReply(let it): (.arrow(from: .headEnd, to: .client, isReply: true), reply(it))
        case .mqttConnect: (.arrow(from: .client, to: .broker, isReply: false), "CONNECT")
        case .mqttSubscribe(let packet):
            (.arrow(from: .client, to: .broker, isReply: false), "SUBSCRIBE \(packet.topics.joined(separator: " "))")
        case .mqttUnsubscribe(let packet):
            (.arrow(from: .client, to: .broker, isReply: false), "UNSUBSCRIBE \(packet.topics.joined(separator: " "))")
        case .mqttDisconnect(let end):
            (.arrow(from: .client, to: .broker, isReply: true), "DISCONNECT (\(end.reason.rawValue))")
        case .push(let push): (.push(isDelivered: push.isSubscribed), "PUBLISH \(push.topic)")
        case .driverSent(let sent): (.note(on: .client), "asked: \(summary(sent.message))")
        case .driverReceived(let received): (.note(on: .client), "said: \(summary(received.message))")
        case .driverExit(let exit): (.note(on: .client), "ended: \(end(exit))")
        case .driverTimeout(let timeout): (.note(on: .client), "no answer: \(timeout.waitedFor)")
        case .driverProtocol(let breach): (.note(on: .client), "protocol: \(breach.what)")
        case .begin, .stepEnd, .driverNoise, .driverStderr, .end, .other: nil
        }
    }

    private static func step(_ begin: EvidenceEvent.StepBegin) -> String {
        guard case .object(let members) = begin.source else { return "step \(begin.step)" }
        if begin.source.member("fence") != nil { return "step \(begin.step): fence (known-good exchange, not judged)" }
        let told = members.map { "\($0.key) \($0.node.value.word)" }.joined(separator: ", ")
        return "step \(begin.step): \(told)"
    }

    private static func reply(_ reply: EvidenceEvent.HTTPReply) -> String {
        let parts = [
            reply.code.map { "code \($0)" }, reply.planID.map { "planId \($0)" }, reply.reason.map { "reason \($0)" },
        ]
        return (["HTTP \(reply.status)"] + parts.compactMap(\.self)).joined(separator: ", ")
    }

    private static func summary(_ message: JSONValue) -> String {
        let parts = ["type", "op", "outcome"].compactMap { message.member($0)?.value }.map(\.word)
        let counts = ["rows", "missing", "results", "archive"].compactMap { name -> String? in
            guard case .array(let nodes) = message.member(name)?.value else { return nil }
            return "\(nodes.count) \(name)"
        }
        return (parts + counts).joined(separator: " ")
    }

    private static func end(_ exit: EvidenceEvent.DriverExit) -> String {
        exit.signal.map { "signal \($0)" } ?? "exit status \(exit.status.map(String.init) ?? "?")"
    }
}
