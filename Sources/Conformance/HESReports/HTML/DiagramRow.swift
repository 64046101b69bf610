import HESConformance
import HESContract
import JSON

/// One line of a sequence diagram.
struct DiagramRow {
    enum Lane: Int { case client, headEnd, broker }

    enum Mark {
        case arrow(from: Lane, to: Lane, isReply: Bool)
        /// A push that the broker handed on at once.
        case push(isDelivered: Bool)
        case note(on: Lane)
        /// A step of the case.
        case step
    }

    let event: EvidenceEvent
    let mark: Mark
    let text: String
    var isTrouble = false

    /// Nil where an event is no part of the story.
    init?(_ event: EvidenceEvent) {
        guard let (mark, text) = Self.story(event) else { return nil }
        self.event = event
        self.mark = mark
        self.text = text
        let code = event.kind == "http.reply" ? event["code"].map(Self.word) : nil
        isTrouble =
            ["driver.exit", "driver.timeout", "driver.protocol", "error"].contains(event.kind)
            && event["isExpected"]?.isTrue != true || code.map { $0 != "200" } ?? false
    }

    private static func story(_ event: EvidenceEvent) -> (Mark, String)? {
        switch event.kind {
        case "step": (.step, step(event))
        case "clock", "error": (.step, word(event["what"]))
        case "token": (.note(on: .headEnd), "token \(word(event["what"])) \(word(event["token"]))")
        case "fault": (.note(on: .headEnd), "fault \(word(event["type"])) (\(word(event["rule"])))")
        case "plan": (.note(on: .headEnd), "plan \(word(event["planId"])) \(word(event["phase"]))")
        case "http.request":
            (.arrow(from: .client, to: .headEnd, isReply: false), "\(word(event["method"])) \(word(event["path"]))")
        case "http.reply": (.arrow(from: .headEnd, to: .client, isReply: true), reply(event))
        case "mqtt.connect": (.arrow(from: .client, to: .broker, isReply: false), "CONNECT")
        case "mqtt.subscribe":
            (.arrow(from: .client, to: .broker, isReply: false), "SUBSCRIBE \(words(event["topics"]))")
        case "mqtt.unsubscribe":
            (.arrow(from: .client, to: .broker, isReply: false), "UNSUBSCRIBE \(words(event["topics"]))")
        case "mqtt.disconnect":
            (.arrow(from: .client, to: .broker, isReply: true), "DISCONNECT (\(word(event["what"])))")
        case "push":
            (.push(isDelivered: event["isSubscribed"]?.isTrue == true), "PUBLISH \(word(event["topic"]))")
        case "puback": (.arrow(from: .broker, to: .headEnd, isReply: true), "PUBACK plan \(word(event["planId"]))")
        case "driver.sent": (.note(on: .client), "asked: \(message(event))")
        case "driver.received": (.note(on: .client), "said: \(message(event))")
        case "driver.exit": (.note(on: .client), "ended: \(end(event))")
        case "driver.timeout": (.note(on: .client), "no answer: \(word(event["waitedFor"]))")
        case "driver.protocol": (.note(on: .client), "protocol: \(word(event["what"]))")
        default: nil
        }
    }

    private static func step(_ event: EvidenceEvent) -> String {
        guard case .object(let members) = event["do"] else { return "step \(word(event["step"]))" }
        if event["do"]?.member("fence") != nil {
            return "step \(word(event["step"])): fence (known-good exchange, not judged)"
        }
        let told = members.map { "\($0.key) \(word($0.node.value))" }.joined(separator: ", ")
        return "step \(word(event["step"])): \(told)"
    }

    private static func reply(_ event: EvidenceEvent) -> String {
        let parts = ["code", "planId", "reason"].compactMap { name in event[name].map { "\(name) \(word($0))" } }
        return (["HTTP \(word(event["status"]))"] + parts).joined(separator: ", ")
    }

    private static func message(_ event: EvidenceEvent) -> String {
        let message = event["message"]
        let parts = ["type", "op", "outcome"].compactMap { message?.member($0)?.value }.map(word)
        let counts = ["rows", "missing", "results", "archive"].compactMap { name -> String? in
            guard case .array(let nodes) = message?.member(name)?.value else { return nil }
            return "\(nodes.count) \(name)"
        }
        return (parts + counts).joined(separator: " ")
    }

    private static func end(_ event: EvidenceEvent) -> String {
        event["signal"].map { "signal \(word($0))" } ?? "exit status \(word(event["status"]))"
    }

    private static func words(_ value: JSONValue?) -> String {
        guard case .array(let nodes) = value else { return word(value) }
        return nodes.map { word($0.value) }.joined(separator: " ")
    }

    private static func word(_ value: JSONValue?) -> String {
        switch value {
        case nil: "?"
        case .string(let text): text
        case .some(let other):
            String(decoding: line(other), as: UTF8.self)
        }
    }

    private static func line(_ value: JSONValue) -> [UInt8] {
        var writer = JSONWriter()
        writer.node(value)
        return writer.bytes
    }
}

extension JSONValue {
    var isTrue: Bool {
        if case .bool(true) = self { true } else { false }
    }
}
