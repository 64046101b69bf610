import HESConformance
import HESContract
import JSON

/// A request with its answer.
struct Exchange: Sendable {
    let request: EvidenceEvent.HTTPRequest
    let requestSeq: Int
    /// Milliseconds since the epoch, on the clock of the run.
    let asked: Int64
    /// Keys of the meters that were asked for, also of a list that is an array; empty if they are not known.
    let askedDevices: [String]
    var reply: EvidenceEvent.HTTPReply?
    var seq = 0
    var answered: Int64 = 0
    /// Of the page that was answered.
    var rows: [SeenRow] = []

    init(_ request: EvidenceEvent.HTTPRequest, seq: Int, at milliseconds: Int64) {
        (self.request, requestSeq, asked) = (request, seq, milliseconds)
        askedDevices = Self.devices(of: request)
    }

    mutating func answer(_ reply: EvidenceEvent.HTTPReply, seq: Int, at milliseconds: Int64) {
        (self.reply, self.seq, answered) = (reply, seq, milliseconds)
        rows = (data?.member("list")?.value.elements ?? []).map { SeenRow($0) }
    }

    var endpoint: Endpoint? { request.endpoint }
    var envelope: JSONValue? { reply?.json }
    /// Of the envelope, a number or a string.
    var code: Int? { envelope?.member("code")?.value.written.flatMap { Int($0) } }
    var data: JSONValue? { envelope?.member("data")?.value }
    var isAccepted: Bool { code == 200 && reply?.status == 200 }
    var planID: String? { data?.member("planId")?.value.written }
    /// The topic, by either of its names.
    var topic: String? { (data?.member("topicId") ?? data?.member("topic"))?.value.string }
    func asked(_ field: String) -> String? { request.json?.member(field)?.value.written }

    private static func devices(of request: EvidenceEvent.HTTPRequest) -> [String] {
        let list = request.json?.member("devList")?.value
        let numbers = list?.written?.split(separator: ",").map(String.init) ?? list?.elements?.compactMap(\.written)
        return (numbers ?? []).map { $0.filter { !$0.isWhitespace }.deviceKey }
    }

    /// What a refusal says; nil for an answer without an envelope, of which nothing follows.
    var refusal: Refusal? {
        guard let reply, let code, !isAccepted else { return nil }
        let message = envelope?.member("msg")?.value.string ?? ""
        return Refusal(status: reply.status, code: code, message: message)
    }

    /// Whether a refusal speaks of the token.
    var isAboutToken: Bool {
        let message = envelope?.member("msg")?.value.string?.lowercased() ?? ""
        return reply?.status == 401 || code == 401 || message.contains("token")
    }

    /// The body begins with a byte order mark.
    var hasMark: Bool { reply?.body?.unicodeScalars.first == "\u{FEFF}" }
}

/// A refusal as it can be told from another.
struct Refusal: Hashable, Sendable {
    let status: Int
    let code: Int
    let message: String
}
