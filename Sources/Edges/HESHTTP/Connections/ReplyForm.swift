import NIOCore
import NIOHTTP1

/// How the reply to a request is written, apart from its content.
struct ReplyForm: Equatable {
    private let isHTTP10: Bool
    /// False for HEAD (RFC 9110 §9.3.2).
    let hasBody: Bool
    /// Whether the connection ends with it.
    let closes: Bool
    /// The page whose script may read it; nil for one of the simulator's own origin, or of none that is permitted.
    private let origin: String?
    /// Whether a browser asks if a page may send a request (Fetch standard, CORS-preflight request).
    let isPreflight: Bool

    init(to head: RequestHead, permission: OriginPermission) {
        isHTTP10 = head.isHTTP10
        hasBody = head.method != .HEAD
        closes = head.closes
        origin = head.origin.flatMap { permission.permits($0) ? $0 : nil }
        isPreflight = head.method == .OPTIONS && origin != nil
    }

    /// Fields besides those of the reply itself.
    var fields: [(name: String, value: String)] {
        var fields: [(name: String, value: String)] = []
        if closes {
            fields.append(("Connection", "close"))
        } else if isHTTP10 {
            fields.append(("Connection", "keep-alive"))
        }
        guard let origin else { return fields }
        fields.append(("Access-Control-Allow-Origin", origin))
        fields.append(("Access-Control-Expose-Headers", "X-HES-Sim-Reason"))
        fields.append(("Vary", "Origin"))
        return fields
    }

    /// The answer to a preflight request.
    var permission: HTTPResponseHead {
        var headers = HTTPHeaders(fields.map { ($0.name, $0.value) })
        headers.add(name: "Access-Control-Allow-Methods", value: "GET, HEAD, POST, PUT, DELETE")
        headers.add(
            name: "Access-Control-Allow-Headers",
            value: "Authorization, Content-Type, HES_Access_Token, Last-Event-ID"
        )
        headers.add(name: "Access-Control-Max-Age", value: "600")
        return HTTPResponseHead(version: .http1_1, status: .noContent, headers: headers)
    }

    /// The head of a reply that Hummingbird writes, with these fields; an HTTP/1.0 client does not know chunks.
    func completed(_ head: HTTPResponseHead) -> HTTPResponseHead {
        var head = head
        if isHTTP10, !head.headers.contains(name: "Content-Length") { head.version = .http1_0 }
        for field in fields { head.headers.replaceOrAdd(name: field.name, value: field.value) }
        return head
    }
}
