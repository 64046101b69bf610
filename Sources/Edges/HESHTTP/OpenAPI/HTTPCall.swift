import HESContract
import HTTPTypes
import NIOCore

/// A request to the HES Open API, with what its connection needs to answer it.
struct HTTPCall {
    private(set) var request: CallRequest
    /// Whether the connection ends with the answer (RFC 9112 §9.3).
    let closes: Bool
    /// Whether the answer has a body; one to HEAD has none (RFC 9110 §9.3.2).
    let hasAnswerBody: Bool
    let expectsContinue: Bool

    init(_ request: CallRequest, head: HTTPRequest, isHTTP10: Bool) {
        self.request = request
        let connection = head.headerFields[.connection]?.lowercased() ?? ""
        closes = isHTTP10 ? !connection.contains("keep-alive") : connection.contains("close")
        hasAnswerBody = head.method != .head
        expectsContinue = head.headerFields[.expect]?.lowercased() == "100-continue"
    }

    mutating func append(_ buffer: ByteBuffer) {
        request.append(Array(buffer.readableBytesView))
    }
}

extension CallRequest {
    init(_ head: HTTPRequest) {
        self.init(
            method: head.method.rawValue,
            uri: head.path ?? "",
            contentType: head.headerFields[.contentType],
            headerToken: head.headerFields[.hesAccessToken]
        )
    }
}

extension HTTPField.Name {
    fileprivate static let hesAccessToken = known("HES_Access_Token")

    private static func known(_ name: String) -> HTTPField.Name {
        guard let name = HTTPField.Name(name) else { preconditionFailure("'\(name)' is a header name") }
        return name
    }
}
