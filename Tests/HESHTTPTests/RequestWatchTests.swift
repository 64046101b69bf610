import HTTPTypes
import Logging
import NIOCore
import NIOEmbedded
import NIOHTTP1
import NIOHTTPTypes
import NIOHTTPTypesHTTP1
import Testing

@testable import HESHTTP

@Suite("How long a request may take to arrive")
struct RequestWatchTests {
    private static let begun = "POST /apis/openapi/getToken HTTP/1.1\r\nHost: h\r\nContent-Length: 9\r\n\r\n{"

    @Test("a request that does not come to its end gets 408 after 30 seconds", arguments: ["P", begun])
    func late(text: String) throws {
        let connection = try Connection()
        try connection.send(text)
        connection.advance(.milliseconds(29_999))
        #expect(connection.isOpen && connection.written.isEmpty)

        connection.advance(.milliseconds(1))

        #expect(connection.written.hasPrefix("HTTP/1.1 408 "))
        #expect(!connection.isOpen)
        #expect(connection.lines.all.count == 1)
    }

    @Test("a request that comes to its end in time may have taken 29 seconds")
    func slow() throws {
        let connection = try Connection()
        try connection.send(Self.begun)
        connection.advance(.seconds(29))
        try connection.send("}       ")
        connection.advance(.seconds(3600))

        #expect(connection.isOpen && !connection.written.contains(" 408 "))
        let more = (0..<64).map { _ in connection.connections.beginSlow(Connection.address) }
        #expect(!more.contains(false), "the address has no slow request any more")
    }

    @Test("a connection that says nothing is not a slow request")
    func silent() throws {
        let connection = try Connection()
        connection.advance(.seconds(3600))
        #expect(connection.isOpen)

        try connection.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n")
        connection.advance(.seconds(3600))

        #expect(connection.isOpen && !connection.written.contains(" 408 "))
    }

    @Test("of an address that has 64 slow requests, another one ends after two seconds")
    func tooMany() throws {
        let connection = try Connection()
        for _ in 0..<64 { _ = connection.connections.beginSlow(Connection.address) }
        try connection.send("P")
        connection.advance(.milliseconds(1999))
        #expect(connection.isOpen)

        connection.advance(.milliseconds(1))

        #expect(connection.written.hasPrefix("HTTP/1.1 408 "))
        #expect(connection.lines.all.first?.contains("too many slow requests") == true)
    }

    @Test("while the reply to an earlier request is due, the connection ends without a byte in between")
    func pipelined() throws {
        let connection = try Connection(answers: false)
        try connection.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n" + Self.begun)
        connection.advance(.seconds(30))

        #expect(connection.written.isEmpty)
        #expect(!connection.isOpen)
    }

    @Test("a reply that is an event stream is known as one, until it ends")
    func stream() throws {
        let connection = try Connection(answers: false)
        try connection.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n")
        #expect(connection.activity.streamingSince == nil)

        try connection.reply(.head(HTTPResponse(status: .ok, headerFields: [.contentType: "text/event-stream"])))
        #expect(connection.activity.streamingSince != nil && connection.activity.waitingSince == nil)

        try connection.reply(.end(nil))
        #expect(connection.activity.streamingSince == nil && connection.activity.waitingSince != nil)
    }
}

/// A connection in memory whose requests are answered with 204.
private final class Connection {
    static let address = "127.0.0.1"

    let lines = LogLines()
    let connections: OpenConnections
    let activity = ConnectionActivity()
    private let channel = EmbeddedChannel()
    private let answers: Bool
    private(set) var written = ""

    init(answers: Bool = true) throws {
        self.answers = answers
        let lines = lines
        connections = OpenConnections(logger: Logger(label: "test") { _ in lines.handler })
        let pipeline = channel.pipeline.syncOperations
        try pipeline.addHandler(RequestWatch(connections, activity: activity))
        try pipeline.configureHTTPServerPipeline(withPipeliningAssistance: false, withErrorHandling: false)
        let handler = HTTPConnectionHandler(try HTTPTestDocument.simulator())
        try pipeline.addHandlers([handler, HTTP1ToHTTPServerCodec(secure: false)])
        let address = try SocketAddress(ipAddress: Self.address, port: 1)
        channel.remoteAddress = address
        channel.connect(to: address, promise: nil)
    }

    var isOpen: Bool { channel.isActive }

    func send(_ text: String) throws {
        try channel.writeInbound(ByteBuffer(string: text))
        while let part = try channel.readInbound(as: HTTPRequestPart.self) {
            guard case .end = part, answers else { continue }
            try channel.writeOutbound(HTTPResponsePart.head(HTTPResponse(status: .noContent)))
            try channel.writeOutbound(HTTPResponsePart.end(nil))
        }
        take()
    }

    func reply(_ part: HTTPResponsePart) throws { try channel.writeOutbound(part) }

    func advance(_ time: TimeAmount) {
        channel.embeddedEventLoop.advanceTime(by: time)
        take()
    }

    private func take() {
        while let buffer = try? channel.readOutbound(as: ByteBuffer.self) { written += String(buffer: buffer) }
    }
}
