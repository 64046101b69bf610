import NIOCore
import NIOEmbedded
import NIOHTTP1
import NIOHTTPCompression

/// Reads a copy of both directions of one HTTP connection; lives on its event loop.
///
/// Bytes that are no HTTP, or of a protocol that the connection has changed to, end the reading, and nothing else.
/// A request gets its number when it has passed whole, and its place among the replies with its head.
final class HTTPWatch: ConnectionWatch {
    private let observer: any TrafficObserver
    private let requests = EmbeddedChannel()
    private let responses = EmbeddedChannel()
    /// That whose end has not passed; it is the last of those that wait.
    private var request: PassedRequest?
    private var reply: PassedReply?
    /// Exchanges whose replies have not been told, in the order of the requests.
    private var waiting: [Waiting] = []
    private var isLost = false

    private struct Waiting {
        /// Nil until the request has passed whole.
        var exchange: Int?
        var reply: PassedReply?
    }

    /// Of one body that came compressed.
    private static let inflated = NIOHTTPDecompression.DecompressionLimit.size(64 << 20)

    /// Requests on one connection without a reply; beyond so many the connection is not read any more.
    private static let mostWaiting = 10_000

    /// - Throws: never but for a pipeline that takes no handler, which an embedded channel does.
    init(_ observer: any TrafficObserver) throws {
        self.observer = observer
        let decoder = HTTPRequestDecoder(leftOverBytesStrategy: .dropBytes)
        try requests.pipeline.syncOperations.addHandler(ByteToMessageHandler(decoder))
        try requests.pipeline.syncOperations.addHandler(NIOHTTPRequestDecompressor(limit: Self.inflated))
        try responses.pipeline.syncOperations.addHandler(ByteToMessageHandler(HTTPResponseDecoder()))
        try responses.pipeline.syncOperations.addHandler(NIOHTTPResponseDecompressor(limit: Self.inflated))
    }

    func clientSent(_ bytes: ByteBuffer) {
        read { try take(bytes) }
    }

    private func take(_ bytes: ByteBuffer) throws {
        try requests.writeInbound(bytes)
        while let part = try requests.readInbound(as: HTTPServerRequestPart.self) { try take(part) }
    }

    func serverSent(_ bytes: ByteBuffer) {
        read {
            try responses.writeInbound(bytes)
            try takeReplies()
        }
    }

    /// A reply without a length ends with the connection; another one that has not ended is cut.
    func serverEnded() {
        guard !isLost else { return }
        _ = try? responses.finish(acceptAlreadyClosed: true)
        read { try takeReplies() }
    }

    func ended() {
        if isLost { tellUnread() } else { tellCut() }
        (waiting, request, reply) = ([], nil, nil)
        // Each is closed once; what was not decoded by now is nothing.
        _ = try? requests.finish(acceptAlreadyClosed: true)
        _ = try? responses.finish(acceptAlreadyClosed: true)
    }

    private func tellUnread() {
        let count = waiting.count { $0.exchange != nil }
        let what = count == 1 ? "the reply to a request" : "the replies to \(count) requests"
        if count > 0 { observer.failed("\(what) of a connection could not be read") }
    }

    private func tellCut() {
        // The server answered, and did not take the rest.
        if let request, waiting.last?.reply != nil { pass(request) }
        for place in waiting.indices where waiting[place].reply == nil {
            var cut = reply.take() ?? PassedReply(status: 0, contentEncoding: nil)
            cut.isCut = true
            waiting[place].reply = cut
        }
        tellReplies()
    }

    private func read(_ body: () throws -> Void) {
        guard !isLost else { return }
        do {
            try body()
        } catch {
            isLost = true
            observer.failed("a connection of the HTTP port is not read any more, as its bytes are no HTTP: \(error)")
        }
    }

    private func takeReplies() throws {
        while let part = try responses.readInbound(as: HTTPClientResponsePart.self) { take(part) }
    }

    private func take(_ part: HTTPServerRequestPart) throws {
        switch part {
        case .head(let head):
            guard waiting.count < Self.mostWaiting else { throw ProxyWatchError.tooManyWaiting }
            request = PassedRequest(head)
            // A reply may come before the request has ended.
            waiting.append(Waiting())
            // The decoder of replies has to know what was asked: a reply to HEAD has no body.
            try responses.writeOutbound(
                HTTPClientRequestPart.head(
                    HTTPRequestHead(version: head.version, method: head.method, uri: head.uri)
                )
            )
            while try responses.readOutbound(as: HTTPClientRequestPart.self) != nil {}
        case .body(let bytes): request?.body.append(bytes.readableBytesView)
        case .end:
            guard let passed = request.take() else { return }
            pass(passed)
            tellReplies()
        }
    }

    private func pass(_ request: PassedRequest) {
        waiting[waiting.count - 1].exchange = observer.requestPassed(request)
    }

    /// Tells the replies whose requests have been told, in order.
    private func tellReplies() {
        while let first = waiting.first, let exchange = first.exchange, let reply = first.reply {
            waiting.removeFirst()
            observer.replyPassed(reply, to: exchange)
        }
    }

    private func take(_ part: HTTPClientResponsePart) {
        switch part {
        case .head(let head):
            reply = PassedReply(
                status: Int(head.status.code),
                contentEncoding: head.headers.first(name: "content-encoding")
            )
        case .body(let bytes): reply?.body.append(bytes.readableBytesView)
        case .end:
            guard let passed = reply.take(), let place = waiting.firstIndex(where: { $0.reply == nil }) else { return }
            waiting[place].reply = passed
            tellReplies()
        }
    }
}

/// A connection that asks and asks and is never answered.
enum ProxyWatchError: Error, CustomStringConvertible {
    case tooManyWaiting

    var description: String { "more than 10000 requests wait for their replies" }
}

extension PassedRequest {
    fileprivate init(_ head: HTTPRequestHead) {
        method = head.method.rawValue
        uri = head.uri
        contentType = head.headers.first(name: "content-type") ?? ""
        contentEncoding = head.headers.first(name: "content-encoding")
        headerToken = head.headers.first(name: "HES_Access_Token")
    }
}
