/// An HTTP request; applies the contract's rules for its path, method, size and `Content-Type`.
///
/// An edge creates it from the request's head and appends the body piece by piece.
package struct CallRequest: Hashable, Sendable {
    /// The target that path and method select.
    package enum Target: Hashable, Sendable {
        case call(Endpoint)
        /// The path of a call with a method other than POST.
        case wrongMethod
        /// The path of a call with a body that is compressed, as the field `Content-Encoding` says.
        case encoded(UntakenEncoding)
        case unknownPath
    }

    /// In bytes; a call with a larger body is rejected (rule R1).
    package static let bodyLimit = 1 << 20
    /// In bytes; a larger body is not read to its end.
    private static let readLimit = 64 << 20

    package let target: Target
    package let method: String
    /// The request target (RFC 9112 §3.2).
    private let uri: String
    /// Empty for a request without the field.
    package let contentType: String
    /// The value of `HES_Access_Token`.
    package let headerToken: String?
    /// Empty once it is larger than ``bodyLimit``.
    package private(set) var body: [UInt8] = []
    private var size = 0

    package init(
        method: String,
        uri: String,
        contentType: String?,
        headerToken: String?,
        contentEncoding: String? = nil
    ) {
        self.method = method
        self.uri = uri
        self.contentType = contentType ?? ""
        self.headerToken = headerToken
        if let endpoint = Endpoint(path: Self.path(of: uri)) {
            target = method == "POST" ? Self.target(endpoint, encoding: contentEncoding) : .wrongMethod
        } else {
            target = .unknownPath
        }
    }

    private static func target(_ endpoint: Endpoint, encoding: String?) -> Target {
        UntakenEncoding(encoding).map { .encoded($0) } ?? .call(endpoint)
    }

    package mutating func append(_ bytes: [UInt8]) {
        size += bytes.count
        guard size <= Self.bodyLimit else {
            body = []
            return
        }
        // The first piece, usually the only one, is not copied.
        if body.isEmpty { body = bytes } else { body += bytes }
    }

    /// nil for a request that is not one of the nine calls.
    package var endpoint: Endpoint? {
        if case .call(let endpoint) = target { endpoint } else { nil }
    }

    /// Whether its path is within that of the HES Open API, `/apis/openapi/`.
    package var isOpenAPI: Bool { uri.hasPrefix(Self.rootPrefix) }

    package var path: Substring { Self.path(of: uri) }

    /// The query without the question mark; nil if there is no question mark.
    package var query: Substring? {
        uri.utf8.firstIndex(of: UInt8(ascii: "?")).map { uri[uri.utf8.index(after: $0)...] }
    }

    package var isTooLarge: Bool { size > Self.bodyLimit }

    /// Whether the body exceeds 64 MiB; the connection is then closed, because an answer would have to wait for the body's end.
    package var exceedsReadLimit: Bool { size > Self.readLimit }

    /// Whether its `Content-Type` is JSON's; parameters such as `charset` do not matter.
    var isJSON: Bool {
        contentType.prefix { $0 != ";" }.filter { $0 != " " }.lowercased() == "application/json"
    }

    private static func path(of uri: String) -> Substring {
        uri[..<(uri.utf8.firstIndex(of: UInt8(ascii: "?")) ?? uri.endIndex)]
    }

    private static let rootPrefix = Endpoint.root + "/"
}
