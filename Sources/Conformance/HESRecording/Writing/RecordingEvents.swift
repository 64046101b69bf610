package import HESConformance
import HESContract
package import JSON

/// Makes the events of a recording of what passes between a client and a HES, and masks the secrets in them.
///
/// The caller passes the instant, in milliseconds since the epoch. The recording is that of an observation, so that its
/// invariants judge it.
package struct RecordingEvents: Sendable {
    private var secrets = RecordedSecrets()
    private var seq = 0
    private var exchangeCount = 0
    /// Of exchanges whose replies have not come.
    private var endpoints: [Int: Endpoint] = [:]
    /// What the HES has before the paths of the contract, such as `/hes`.
    private let basePath: String

    package init(basePath: String = "") { self.basePath = basePath }

    /// How many events it has made.
    package var count: Int { seq }

    /// The first event; `timeZone` is that of the dates in the calls.
    package mutating func begin(timeZone: String, at milliseconds: Int64) -> EvidenceEvent {
        var header = EvidenceEvent.CaseHeader()
        header.caseID = Observation.name
        header.pack = "default"
        header.catalogue = CatalogueVersion.latest.rawValue
        header.timeZone = timeZone
        header.clock = "real"
        return event(.begin(header), at: milliseconds)
    }

    package mutating func end(at milliseconds: Int64) -> EvidenceEvent { event(.end(.init()), at: milliseconds) }

    /// A connection that was not made, or that broke.
    package mutating func failure(_ what: String, at milliseconds: Int64) -> EvidenceEvent {
        event(.broker(.init(what)), at: milliseconds)
    }

    /// Any other event, such as one of MQTT.
    package mutating func event(_ kind: EvidenceEvent.Kind, at milliseconds: Int64) -> EvidenceEvent {
        seq += 1
        let masked = kind.changingValues { [secrets] in secrets.known(in: $0) }
        return EvidenceEvent(seq: seq, milliseconds: milliseconds, kind: masked)
    }

    /// - Returns: the event, and the number by which the reply names the request.
    package mutating func request(
        _ request: HeardRequest,
        at milliseconds: Int64
    ) -> (event: EvidenceEvent, exchange: Int) {
        exchangeCount += 1
        let parts = request.uri.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        let path = pathOfContract(parts.first.map(String.init) ?? "")
        var made = EvidenceEvent.HTTPRequest(exchange: exchangeCount, method: request.method, path: path)
        made.query = parts.count > 1 ? String(parts[1]) : nil
        made.endpoint = request.method == "POST" ? Endpoint(path: path) : nil
        made.contentType = request.contentType
        let heard = HeardText(request.body)
        // Before anything of the call is written.
        if let token = request.headerToken { secrets.learn(sent: token) }
        if let json = heard.json { secrets.learn(json) }
        made.query = made.query.map { secrets.masked(query: $0) }
        made.headerToken = request.headerToken.map { $0.isEmpty ? "" : secrets.name(of: $0, "token") }
        made.body = heard.text(without: secrets)
        (made.json, made.size) = (heard.json.map { secrets.masked($0) }, heard.size)
        if let endpoint = made.endpoint { endpoints[exchangeCount] = endpoint }
        return (event(.httpRequest(made), at: milliseconds), exchangeCount)
    }

    /// The path from ``basePath`` on; one that begins with anything else is no call, and leads up from there (RFC 3986 §5.2.4).
    private func pathOfContract(_ path: String) -> String {
        if path.hasPrefix(basePath + "/") { return String(path.dropFirst(basePath.count)) }
        return String(repeating: "/..", count: basePath.count { $0 == "/" }) + path
    }

    package mutating func reply(_ reply: HeardReply, to exchange: Int, at milliseconds: Int64) -> EvidenceEvent {
        let endpoint = endpoints.removeValue(forKey: exchange)
        var made = EvidenceEvent.HTTPReply(exchange: exchange, status: reply.status)
        let heard = HeardText(reply.body)
        let data = heard.json?.member("data")?.value
        // Also of a login whose address is not the one of the contract.
        if let token = data?.member("token")?.value.string {
            if endpoint == .getToken { secrets.learn(issued: token) } else { secrets.learn(sent: token) }
        }
        made.body = heard.text(without: secrets)
        (made.json, made.size) = (heard.json.map { secrets.masked($0) }, heard.size)
        made.endpoint = endpoint
        made.code = heard.json?.member("code")?.value.wholeNumber
        made.extent = reply.isCut ? "cut" : nil
        made.planID = data?.member("planId")?.value.wordOrDigits
        made.topic = data?.member("topicId")?.value.string ?? data?.member("topic")?.value.string
        return event(.httpReply(made), at: milliseconds)
    }

    package mutating func push(
        topic: String,
        qos: Int,
        isRetained: Bool,
        payload: HeardBody,
        at milliseconds: Int64
    ) -> EvidenceEvent {
        let heard = HeardText(payload)
        // It is heard on its way to a client, which had to be subscribed.
        var made = EvidenceEvent.Push(
            planID: heard.json?.member("planId")?.value.wordOrDigits,
            topic: topic,
            isSubscribed: true
        )
        (made.qos, made.isRetained) = (qos, isRetained)
        made.payload = heard.text(without: secrets)
        (made.json, made.size) = (heard.json.map { secrets.masked($0) }, heard.size)
        return event(.push(made), at: milliseconds)
    }
}

extension JSONValue {
    /// A string or the digits of a number.
    package var wordOrDigits: String? {
        switch self {
        case .string(let text): text
        case .number(let digits): digits
        default: nil
        }
    }

    /// A number, also one that is written as a string.
    var wholeNumber: Int? { wordOrDigits.flatMap { Int($0) } }

    /// Empty for what is no array.
    var list: [JSONValue] {
        if case .array(let nodes) = self { nodes.map(\.value) } else { [] }
    }
}
