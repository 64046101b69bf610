import HESConformance
import HESContract
import HESRecording
import HESVerification
import JSON
import SimulationKernel

/// Writes down what a run sees, without its secrets.
struct EvidenceLog {
    private(set) var events: [EvidenceEvent] = []
    private(set) var talk: Conversation
    private var mask = SecretMask()
    private var encoded = EncodedSecrets()
    /// What the mask hides, to find out quickly that a body holds none of it.
    private var secrets: [[UInt8]] = []
    private var tokens: [String] = []
    private var exchange = 0
    private var step = -1
    private let onEvent: @Sendable (EvidenceEvent) -> Void
    private let mostBytes: Int
    private var bytes = 0
    private var hasForgotten = false

    /// `onEvent` gets each event as it comes.
    init(
        _ setup: VerificationSetup,
        mostBytes: Int = 256 << 20,
        onEvent: @escaping @Sendable (EvidenceEvent) -> Void = { _ in }
    ) {
        self.onEvent = onEvent
        self.mostBytes = mostBytes
        talk = Conversation(in: setup.zone)
        hide(login: setup.password.revealed, as: "<password>")
        hide(login: setup.secretKey.revealed, as: "<secretKey>")
    }

    private mutating func hide(login secret: String, as name: String) {
        guard !secret.isEmpty else { return }
        secrets.append(Array(secret.utf8))
        mask.hide(login: secret, as: name)
        hideEncoded(secret, as: name)
    }

    /// Other words hold the forms of a short secret by chance.
    private mutating func hideEncoded(_ secret: String, as name: String) {
        if secret.utf8.count >= 8 { encoded.hide(secret, as: name) }
    }

    private func masked(text: String) -> String { encoded.masked(text: mask.masked(text: text)) }

    mutating func add(_ kind: EvidenceEvent.Kind, at instant: SimulatedInstant) {
        let event = EvidenceEvent(seq: events.count + 1, milliseconds: instant.milliseconds, kind: kind)
        events.append(event)
        talk.append(event)
        onEvent(event)
    }

    private static let mostEvents = 400_000
    /// Whether bodies and messages have as many bytes or events as a run may keep; a run ends then.
    var isFull: Bool { bytes >= mostBytes || events.count >= Self.mostEvents }

    /// Tells in the evidence what was not kept.
    mutating func remark(_ what: String, at instant: SimulatedInstant) {
        add(.broker(EvidenceEvent.Remark(masked(text: what))), at: instant)
    }

    mutating func begin(_ header: EvidenceEvent.CaseHeader, at instant: SimulatedInstant) {
        add(.begin(header), at: instant)
    }

    mutating func beginStep(_ source: JSONValue, at instant: SimulatedInstant) {
        step += 1
        add(.step(EvidenceEvent.StepBegin(step, source: source)), at: instant)
    }

    mutating func endStep(at instant: SimulatedInstant) {
        add(.stepEnd(EvidenceEvent.StepEnd(step)), at: instant)
    }

    // MARK: HTTP

    /// - Returns: the number of the exchange.
    mutating func ask(_ request: ProbeRequest, at instant: SimulatedInstant) -> Int {
        exchange += 1
        var event = EvidenceEvent.HTTPRequest(exchange: exchange, method: "POST", path: request.endpoint.path)
        let body = masked(request.body)
        event.endpoint = request.endpoint
        event.contentType = request.contentType
        event.headerToken = request.headerToken.map { masked(text: $0) }
        event.json = body
        event.body = text(body)
        add(.httpRequest(event), at: instant)
        return exchange
    }

    /// The credentials by their names, however short they are.
    private func masked(_ body: JSONValue) -> JSONValue {
        var body = mask.masked(body)
        for name in ["password", "secretKey"] where body.member(name) != nil {
            body = body.replacing(name, with: .string("<\(name)>"))
        }
        return body
    }

    private func text(_ json: JSONValue) -> String {
        var writer = JSONWriter()
        writer.node(json)
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    /// - Returns: the token that it gives, if it does.
    @discardableResult
    mutating func answer(_ reply: WireReply, to exchange: Int, of endpoint: Endpoint) -> String? {
        let json = Self.parsed(reply.body)
        let token = json?.member("data")?.value.member("token")?.value.string
        if let token, !token.isEmpty { hide(token) }
        var event = EvidenceEvent.HTTPReply(exchange: exchange, status: reply.status)
        event.endpoint = endpoint
        event.reason = reply.reason.map { masked(text: $0) }
        (event.body, event.json) = shown(reply.body, parsed: json)
        bytes += reply.body.count
        let data = event.json?.member("data")?.value
        event.code = event.json?.member("code")?.value.integer
        event.planID = data?.member("planId")?.value.string
        event.topic = (data?.member("topicId") ?? data?.member("topic"))?.value.string
        add(.httpReply(event), at: reply.instant)
        return token
    }

    private mutating func hide(_ token: String) {
        guard !tokens.contains(token) else { return }
        tokens.append(token)
        secrets.append(Array(token.utf8))
        let name = TokenShape.name(of: token, number: tokens.count)
        mask.hide(token, as: name)
        hideEncoded(token, as: name)
    }

    /// Text and JSON of a body without what is secret; most bodies hold nothing of it, and are searched alone.
    ///
    /// A text with a secret is written anew from the masked JSON: a HES may escape what it answers.
    private func shown(_ body: [UInt8], parsed json: JSONValue?) -> (text: String, json: JSONValue?) {
        let plain = String(decoding: body, as: UTF8.self)
        guard let json else { return (encoded.masked(text: mask.masked(body: body)), nil) }
        guard mayHoldSecret(body) else { return (plain, json) }
        let masked = Self.maskedByName(encoded.masked(mask.masked(json)))
        let written = text(masked)
        guard written != text(json) else { return (plain, json) }
        return ((body.starts(with: Self.byteOrderMark) ? "\u{FEFF}" : "") + written, masked)
    }

    private static let tellingBytes = ["\\", "ken\"", "sword\"", "cretKey\""].map { Array($0.utf8) }

    /// In one pass: each byte is looked up, and few begin what is sought.
    private func mayHoldSecret(_ body: [UInt8]) -> Bool {
        let sought = secrets + Self.tellingBytes + encoded.signs
        var begins = [Bool](repeating: false, count: 256)
        for bytes in sought { begins[Int(bytes[0])] = true }
        for (place, byte) in body.enumerated() where begins[Int(byte)] {
            let rest = body[place...]
            if sought.contains(where: { $0[0] == byte && rest.starts(with: $0) }) { return true }
        }
        return false
    }

    /// Members that are secrets by their names; a token that is known has a name of its own already.
    private static func maskedByName(_ json: JSONValue) -> JSONValue {
        switch json {
        case .array(let nodes): .list(nodes.map { maskedByName($0.value) })
        case .object(let members):
            .members(
                members.map { member in
                    let isSecret = ["token", "password", "secretKey"].contains(member.key)
                    return (member.key, isSecret ? named(member) : maskedByName(member.node.value))
                }
            )
        case .null, .bool, .number, .string: json
        }
    }

    private static func named(_ member: JSONMember) -> JSONValue {
        switch member.node.value {
        case .null, .bool: member.node.value
        case .string(let text) where text.isEmpty || (text.hasPrefix("<") && text.hasSuffix(">")): member.node.value
        case .string, .number, .array, .object: .string("<\(member.key)>")
        }
    }

    private static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]

    /// Without its byte order mark; nil for bytes that are no JSON.
    private static func parsed(_ body: [UInt8]) -> JSONValue? {
        (try? JSONParser.parse(body.starts(with: byteOrderMark) ? Array(body.dropFirst(3)) : body))?.value
    }

    // MARK: MQTT

    mutating func take(_ message: WireMessage) {
        bytes += message.payload.count
        let json = Self.parsed(message.payload)
        var event = EvidenceEvent.Push(
            planID: json?.member("planId")?.value.string.map { masked(text: $0) },
            topic: masked(text: message.topic),
            isSubscribed: true
        )
        event.qos = message.qos
        event.isRetained = message.isRetained
        (event.payload, event.json) = shown(message.payload, parsed: json)
        add(.push(event), at: message.instant)
        guard talk.forgotten > 0, !hasForgotten else { return }
        hasForgotten = true
        remark("many messages are of plans that no answer names; the oldest are not judged", at: message.instant)
    }

    mutating func subscribe(_ filter: String, answer: SubscriptionAnswer, at instant: SimulatedInstant) {
        switch answer {
        case .granted(let qos):
            add(.mqttSubscribe(EvidenceEvent.MQTTTopics(client: "verify", topics: [filter])), at: instant)
            if qos < 2 { add(.broker(EvidenceEvent.Remark(Conversation.remark(granted: qos))), at: instant) }
        case .refused(let why):
            add(.broker(EvidenceEvent.Remark("no subscription to \(filter): \(masked(text: why))")), at: instant)
        }
    }
}
