package import HESMQTT

/// Is told what passes, in the order in which it passes; called on the relay's event loop, after the bytes have gone on.
package protocol TrafficObserver: Sendable {
    /// - Returns: the number by which the reply names the request.
    func requestPassed(_ request: PassedRequest) -> Int
    func replyPassed(_ reply: PassedReply, to exchange: Int)
    /// `client` is the client id of CONNECT, which may be empty.
    func clientActed(_ kind: MQTTClientEvent.Kind, client: String)
    func messagePassed(_ message: PassingMessage)
    /// A connection that was not made or that broke, and bytes that are not what was expected.
    func failed(_ what: String)
}

/// A body as it passed, without the framing of HTTP.
package struct PassedBody: Sendable {
    /// The body, or its beginning.
    package private(set) var bytes: [UInt8] = []
    /// Bytes of the whole body.
    package private(set) var size = 0

    /// Bytes of one body or payload that are kept for the recording.
    package static let keptBytes = 8 << 20

    mutating func append(_ more: some Collection<UInt8>) {
        size += more.count
        bytes += more.prefix(Self.keptBytes - bytes.count)
    }
}

package struct PassedRequest: Sendable {
    package let method: String
    /// As in the request line.
    package let uri: String
    package let contentType: String
    package let contentEncoding: String?
    /// Of the header `HES_Access_Token`.
    package let headerToken: String?
    package internal(set) var body = PassedBody()
}

package struct PassedReply: Sendable {
    package let status: Int
    package let contentEncoding: String?
    package internal(set) var body = PassedBody()
    /// Whether the connection ended before the reply did.
    package internal(set) var isCut = false
}
