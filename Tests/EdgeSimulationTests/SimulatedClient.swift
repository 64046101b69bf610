import DequeModule
import HESHTTP
import HESRuntime
import HTTPTypes
import NIOCore
import NIOEmbedded
import NIOHTTP1
import NIOHTTPTypes
import NIOHTTPTypesHTTP1

/// An HTTP client's connection to the handler of the nine calls: bytes arrive in pieces, replies are taken or left.
struct SimulatedClient {
    private let channel = EmbeddedChannel()
    private var unsent: [UInt8] = []
    private var received = ""
    /// Tenants of the requests whose replies have not been received, in order; some may not have been sent.
    private var asked: Deque<String> = []

    init(_ simulator: Simulator) throws {
        let pipeline = channel.pipeline.syncOperations
        try pipeline.configureHTTPServerPipeline(withPipeliningAssistance: false, withErrorHandling: false)
        try pipeline.addHandler(HTTPConnectionHandler(simulator))
        try pipeline.addHandler(HTTP1ToHTTPServerCodec(secure: false))
        channel.connect(to: try SocketAddress(ipAddress: "127.0.0.1", port: 1), promise: nil)
    }

    var isOpen: Bool { channel.isActive }
    var hasUnsent: Bool { !unsent.isEmpty }

    var awaitedCount: Int { asked.count }

    /// Queues a request on behalf of a tenant.
    mutating func ask(_ request: String, for tenantCode: String) {
        unsent += Array(request.utf8)
        asked.append(tenantCode)
    }

    /// Sends at most `count` bytes.
    mutating func send(most count: Int) throws {
        let piece = unsent.prefix(count)
        unsent.removeFirst(piece.count)
        try channel.writeInbound(ByteBuffer(bytes: piece))
        try answerPassed()
    }

    /// Takes what has been written.
    ///
    /// - Returns: the bodies of the replies that are complete, in order, with the tenants for which they were asked.
    mutating func receive() throws -> [(tenantCode: String, body: String)] {
        channel.embeddedEventLoop.run()
        while let bytes = try channel.readOutbound(as: ByteBuffer.self) { received += String(buffer: bytes) }
        var replies: [(tenantCode: String, body: String)] = []
        while let body = takeReply() { replies.append((asked.popFirst() ?? "", body)) }
        return replies
    }

    mutating func setWritable(_ isWritable: Bool) {
        channel.isWritable = isWritable
        channel.pipeline.fireChannelWritabilityChanged()
    }

    /// Closes the connection, perhaps in the middle of a request.
    func close() {
        channel.close(promise: nil)
        channel.embeddedEventLoop.run()
    }

    /// Answers as Hummingbird would.
    private func answerPassed() throws {
        while let part = try channel.readInbound(as: HTTPRequestPart.self) {
            guard case .end = part else { continue }
            try channel.writeOutbound(
                HTTPResponsePart.head(.init(status: .notFound, headerFields: [.contentLength: "0"]))
            )
            try channel.writeOutbound(HTTPResponsePart.end(nil))
        }
    }

    private mutating func takeReply() -> String? {
        guard let head = received.firstRange(of: "\r\n\r\n") else { return nil }
        let fields = received[..<head.lowerBound].lowercased()
        guard let length = fields.firstRange(of: "content-length: ") else { return nil }
        let count = Int(fields[length.upperBound...].prefix { $0.isNumber }) ?? 0
        let rest = received[head.upperBound...]
        guard rest.utf8.count >= count else { return nil }
        let body = String(decoding: rest.utf8.prefix(count), as: UTF8.self)
        received = String(decoding: rest.utf8.dropFirst(count), as: UTF8.self)
        return body
    }
}
