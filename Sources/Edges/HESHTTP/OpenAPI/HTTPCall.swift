import HESContract
import HESRuntime
import HTTPTypes
import NIOCore

/// One request under `/apis/openapi`, as far as it has come in.
struct RequestReader {
    enum Target {
        case call(Endpoint)
        case unknownPath(String)
        case wrongMethod
    }

    /// A body over this is refused; beyond the second bound nobody waits for its end.
    static let bodyLimit = 1 << 20
    private static let hopelessSize = 64 << 20

    let target: Target
    let headerToken: String?
    let contentType: String
    let closes: Bool
    /// Its answer has no body (RFC 9110 §9.3.2).
    let isHead: Bool
    let expectsContinue: Bool
    private(set) var body: [UInt8] = []
    private let head: HTTPRequest
    private var size = 0

    /// - Returns: nil for a path that is none of the HES Open API's.
    init?(_ head: HTTPRequest, isHTTP10: Bool) {
        guard let path = head.path?.prefix(while: { $0 != "?" }), path.hasPrefix(Endpoint.root + "/") else {
            return nil
        }
        if let endpoint = Endpoint(path: path) {
            target = head.method == .post ? .call(endpoint) : .wrongMethod
        } else {
            target = .unknownPath(String(path))
        }
        self.head = head
        isHead = head.method == .head
        headerToken = head.headerFields[.hesAccessToken]
        contentType = head.headerFields[.contentType] ?? ""
        let connection = head.headerFields[.connection]?.lowercased() ?? ""
        closes = isHTTP10 ? !connection.contains("keep-alive") : connection.contains("close")
        expectsContinue = head.headerFields[.expect]?.lowercased() == "100-continue"
    }

    mutating func append(_ buffer: ByteBuffer) {
        size += buffer.readableBytes
        if size <= Self.bodyLimit { body.append(contentsOf: buffer.readableBytesView) } else { body = [] }
    }

    var observed: ObservedRequest {
        var endpoint: Endpoint?
        if case .call(let called) = target { endpoint = called }
        return ObservedRequest(
            method: head.method.rawValue,
            target: head.path ?? "",
            endpoint: endpoint,
            contentType: contentType,
            headerToken: headerToken,
            body: body
        )
    }

    /// The bound that the body has crossed, if it has.
    var exceededLimit: Int? { size > Self.bodyLimit ? Self.bodyLimit : nil }

    var isHopeless: Bool { size > Self.hopelessSize }

    /// The answer to a request that is no call.
    var refusal: WireReply {
        switch target {
        case .unknownPath(let path): .notFound(path)
        case .wrongMethod, .call: .methodNotAllowed(allow: "POST")
        }
    }
}

extension HTTPField.Name {
    static let hesAccessToken = known("HES_Access_Token")

    private static func known(_ name: String) -> HTTPField.Name {
        guard let name = HTTPField.Name(name) else { preconditionFailure("'\(name)' is a header name") }
        return name
    }
}
