import HESContract
import NIOHTTP1

/// What a request's head says that its connection acts on.
struct RequestHead: Equatable {
    let method: HTTPMethod
    /// In origin form (RFC 9112 §3.2.1), also if it came in absolute form.
    let uri: String
    private let version: HTTPVersion
    /// Whether the connection ends with the reply (RFC 9112 §9.3).
    ///
    /// A request to change the protocol is not followed (RFC 9110 §7.8), and the parser reads nothing behind it.
    let closes: Bool
    let expectsContinue: Bool
    let origin: String?
    /// How many `Host` fields it has.
    let hostCount: Int
    private let contentType: String?
    private let headerToken: String?
    private let contentEncoding: String?

    init(_ head: HTTPRequestHead) {
        method = head.method
        uri = Self.originForm(of: head.uri)
        version = head.version
        var found = Fields()
        for (name, value) in head.headers { found.add(value, named: name) }
        let isHTTP10 = head.version == .http1_0
        let isUpgrade = found.hasConnectionOption("upgrade") || method == .CONNECT
        let ends = found.hasConnectionOption("close") || isHTTP10 && !found.hasConnectionOption("keep-alive")
        closes = isUpgrade || ends
        // An HTTP/1.0 client does not know the answer (RFC 9110 §10.1.1).
        expectsContinue = !isHTTP10 && found.expect?.lowercased() == "100-continue"
        origin = found.origin
        hostCount = found.hostCount
        contentType = found.contentType
        headerToken = found.headerToken
        contentEncoding = found.contentEncoding
    }

    /// Such a client knows neither chunks nor `100 Continue`, and its connection ends with the reply unless it asks otherwise.
    var isHTTP10: Bool { version == .http1_0 }

    /// The request that is to be answered, still without a body.
    var call: CallRequest {
        CallRequest(
            method: method.rawValue,
            uri: uri,
            contentType: contentType,
            headerToken: headerToken,
            contentEncoding: contentEncoding
        )
    }

    /// Whether its path is within that of the HES Open API.
    var isOpenAPI: Bool { uri.utf8.starts(with: Self.root) }

    /// The status that refuses it for its form, on every path; nil for a request that may be answered.
    var refusal: HTTPResponseStatus? {
        if version.major != 1 { return .httpVersionNotSupported }
        if method == .CONNECT { return .notImplemented }
        // RFC 9112 §3.2.
        return hostCount > 1 || !isHTTP10 && hostCount == 0 ? .badRequest : nil
    }

    private static func originForm(of uri: String) -> String {
        guard uri.utf8.first != UInt8(ascii: "/"), let authority = uri.firstRange(of: "://") else { return uri }
        let rest = uri[authority.upperBound...]
        return rest.utf8.firstIndex(of: UInt8(ascii: "/")).map { String(rest[$0...]) } ?? "/"
    }

    private static let root = Array("\(Endpoint.root)/".utf8)
}

/// The fields of a head that matter here, found in one pass.
private struct Fields {
    var connection: String?
    var expect: String?
    var origin: String?
    var contentType: String?
    var headerToken: String?
    var contentEncoding: String?
    var hostCount = 0

    /// Values of a repeated field are joined (RFC 9110 §5.3).
    mutating func add(_ value: String, named name: String) {
        switch name.utf8.count {
        case 4: if name.isHTTPName("host") { hostCount += 1 }
        case 6:
            if name.isHTTPName("expect") { Self.join(value, to: &expect) }
            if name.isHTTPName("origin") { Self.join(value, to: &origin) }
        case 10: if name.isHTTPName("connection") { Self.join(value, to: &connection) }
        case 12: if name.isHTTPName("content-type") { Self.join(value, to: &contentType) }
        case 16:
            if name.isHTTPName("hes_access_token") { Self.join(value, to: &headerToken) }
            if name.isHTTPName("content-encoding") { Self.join(value, to: &contentEncoding) }
        default: break
        }
    }

    /// Whether `Connection` names this option, which is in lower case (RFC 9110 §7.6.1).
    func hasConnectionOption(_ name: String) -> Bool {
        guard let connection else { return false }
        return connection.utf8.split(separator: UInt8(ascii: ",")).contains { option in
            let last = option.lastIndex { !$0.isHTTPBlank }
            return last.map { option[...$0].drop(while: \.isHTTPBlank).isHTTPName(name) } ?? false
        }
    }

    private static func join(_ value: String, to field: inout String?) {
        field = field.map { "\($0), \(value)" } ?? value
    }
}

extension String {
    fileprivate func isHTTPName(_ name: String) -> Bool { utf8.isHTTPName(name) }
}

extension Sequence<UInt8> {
    /// Whether it is this name of a field, or of a connection's option, which is in lower case, in any case (RFC 9110 §5.1, §7.6.1).
    fileprivate func isHTTPName(_ name: String) -> Bool {
        elementsEqual(name.utf8) { ($0 | 0x20) == $1 || $0 == $1 }
    }
}

extension UInt8 {
    /// A blank or a tab (RFC 9110 §5.6.3, OWS).
    fileprivate var isHTTPBlank: Bool { self == 0x20 || self == 0x09 }
}
