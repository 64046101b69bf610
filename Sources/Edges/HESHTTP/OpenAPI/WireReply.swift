import HESContract
import HESRuntime
import HTTPTypes

/// An answer as HTTP carries it.
struct WireReply {
    let head: HTTPResponse
    let body: [UInt8]

    init(status: HTTPResponse.Status, body: [UInt8], fields: HTTPFields = [:]) {
        var fields = fields
        fields[.contentType] = "application/json;charset=UTF-8"
        fields[.contentLength] = String(body.count)
        head = HTTPResponse(status: status, headerFields: fields)
        self.body = body
    }

    /// Success and failure alike are HTTP 200 (rules R1 and R2).
    init(_ reply: OutgoingReply) {
        var fields = HTTPFields()
        fields[.hesSimReason] = reply.reason
        self.init(status: .ok, body: reply.body, fields: fields)
    }

    static func notFound(_ path: String) -> WireReply {
        WireReply(status: .notFound, body: Answer.json(code: 404, message: "no such path '\(path)'"))
    }

    static func methodNotAllowed(allow: String) -> WireReply {
        WireReply(
            status: .methodNotAllowed,
            body: Answer.json(code: 405, message: "only \(allow) is allowed here"),
            fields: [.allow: allow]
        )
    }
}

extension HTTPField.Name {
    static let hesAccessToken = known("HES_Access_Token")
    static let hesSimReason = known("X-HES-Sim-Reason")

    private static func known(_ name: String) -> HTTPField.Name {
        guard let name = HTTPField.Name(name) else { preconditionFailure("'\(name)' is a header name") }
        return name
    }
}
