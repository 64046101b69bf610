import HESContract
import HESRuntime
import HESSimulation
import HTTPTypes
import NIOCore

/// An answer as HTTP carries it.
struct WireReply {
    let status: HTTPResponse.Status
    let body: [UInt8]
    /// The value of `Allow`.
    var allow: String?
    /// The value of `X-HES-Sim-Reason`: printable ASCII.
    var reason: String?
    /// Nil: ``WireReply/contentType``.
    var ownContentType: String?
    var headers: [(name: String, value: String)] = []
    /// Bytes of the body that leave with the head; nil: all.
    var sentCount: Int?

    init(status: HTTPResponse.Status, body: [UInt8], allow: String? = nil) {
        self.status = status
        self.body = body
        self.allow = allow
    }

    /// Success and failure alike are HTTP 200 (rules R1 and R2).
    init(_ reply: OutgoingReply) {
        self.init(status: HTTPResponse.Status(code: reply.status), body: reply.body)
        reason = reply.reason
        ownContentType = reply.contentType
        headers = reply.headers.map { ($0.name, $0.value) }
        switch reply.extent {
        case .begun(let bytes), .truncated(let bytes): sentCount = min(bytes, body.count)
        case .whole, .reset, .nothing: break
        }
    }

    static func notFound(_ path: String) -> WireReply {
        WireReply(status: .notFound, body: Answer.json(code: 404, message: "no such path '\(path)'"))
    }

    static func methodNotAllowed(allow: String) -> WireReply {
        WireReply(
            status: .methodNotAllowed,
            body: Answer.json(code: 405, message: "only \(allow) is allowed here"),
            allow: allow
        )
    }

    /// Status line, fields and body in one buffer.
    func bytes(hasBody: Bool, _ allocator: ByteBufferAllocator) -> ByteBuffer {
        var buffer = allocator.buffer(capacity: 192 + (reason?.utf8.count ?? 0) + body.count)
        buffer.writeStaticString("HTTP/1.1 ")
        buffer.writeString("\(status.code) \(status.reasonPhrase)")
        buffer.writeStaticString("\r\nContent-Type: ")
        if let ownContentType { buffer.writeString(ownContentType) } else { buffer.writeStaticString(Self.contentType) }
        if status.code != 204 { buffer.writeString("\r\nContent-Length: \(body.count)") }
        if let allow { buffer.writeString("\r\nAllow: \(allow)") }
        if let reason { buffer.writeString("\r\nX-HES-Sim-Reason: \(reason)") }
        for header in headers { buffer.writeString("\r\n\(header.name): \(header.value)") }
        buffer.writeStaticString("\r\n\r\n")
        if hasBody { buffer.writeBytes(body.prefix(sentCount ?? body.count)) }
        return buffer
    }

    static let contentType: StaticString = "application/json;charset=UTF-8"
}
