import JSON

/// A body as it was heard on the wire, or its beginning.
package struct HeardBody: Sendable {
    package let bytes: [UInt8]
    /// Bytes of the whole body.
    package let size: Int

    package init(_ bytes: [UInt8], size: Int) { (self.bytes, self.size) = (bytes, size) }
}

package struct HeardRequest: Sendable {
    package let method: String
    /// As in the request line.
    package let uri: String
    package let contentType: String
    /// Of the header `HES_Access_Token`.
    package let headerToken: String?
    package let body: HeardBody

    package init(method: String, uri: String, contentType: String, headerToken: String?, body: HeardBody) {
        (self.method, self.uri, self.contentType) = (method, uri, contentType)
        (self.headerToken, self.body) = (headerToken, body)
    }
}

package struct HeardReply: Sendable {
    /// 0 for a reply that did not even begin.
    package let status: Int
    package let body: HeardBody
    /// Whether the connection ended before the reply did.
    package let isCut: Bool

    package init(status: Int, body: HeardBody, isCut: Bool) {
        (self.status, self.body, self.isCut) = (status, body, isCut)
    }
}

/// A body as it was heard: its beginning, and its JSON if it was heard whole.
struct HeardText {
    /// All of it that was kept.
    let bytes: [UInt8]
    let json: JSONValue?
    /// nil when the text or the JSON is the whole body.
    let size: Int?

    private static let longestText = 65_536
    /// Bytes behind it in which a secret may end.
    private static let beyond = 4096

    init(_ body: HeardBody) {
        let isWhole = body.bytes.count == body.size
        let plain = body.bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(body.bytes.dropFirst(3)) : body.bytes
        json = isWhole ? (try? JSONParser.parse(plain))?.value : nil
        bytes = body.bytes
        size = isWhole && (json != nil || body.size <= Self.longestText) ? nil : body.size
    }

    /// The text that evidence has, of a body that is masked before it is cut: a secret at the end would be known no more.
    func text(without secrets: RecordedSecrets) -> String {
        let masked = secrets.text(of: bytes.prefix(Self.longestText + Self.beyond))
        return masked.utf8.count <= Self.longestText
            ? masked : String(decoding: masked.utf8.prefix(Self.longestText), as: UTF8.self)
    }
}
