import HESContract
import HTTPTypes
import Logging
import NIOCore
import NIOEmbedded
import NIOHTTP1
import NIOHTTPTypes
import NIOHTTPTypesHTTP1
import Testing

@testable import HESHTTP

@Suite("The handler of an HTTP connection, without a socket")
struct HTTPConnectionHandlerTests {
    @Test("a call is answered in one buffer")
    func call() throws {
        let connection = try Connection()
        try connection.send(Message.post(Message.token))

        let written = try connection.written()

        #expect(written.count == 1)
        #expect(written[0].hasPrefix("HTTP/1.1 200 \r\nContent-Type: application/json;charset=UTF-8\r\n"))
        #expect(written[0].contains("\"code\":200"))
    }

    @Test("unknown paths are 404, other methods 405 with Allow, in the envelope of the HES")
    func notACall() throws {
        let connection = try Connection()
        try connection.send("GET /apis/openapi/getToken HTTP/1.1\r\nHost: h\r\n\r\n")
        try connection.send("POST /apis/openapi/nothing HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\n\r\n")

        let written = try connection.written()

        #expect(written[0].hasPrefix("HTTP/1.1 405 Method Not Allowed") && written[0].contains("\r\nAllow: POST\r\n"))
        #expect(written[1].hasPrefix("HTTP/1.1 404 Not Found") && written[1].contains("\"code\":404"))
    }

    @Test("requests that come at once are answered in order, also with a passed one between")
    func pipelining() throws {
        let connection = try Connection()
        let passed = "GET /_sim/clock HTTP/1.1\r\nHost: h\r\n\r\n"
        let wrong = "POST /apis/openapi/nothing HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\n\r\n"
        try connection.send(Message.post(Message.token) + passed + wrong)
        #expect(try connection.written().map { $0.prefix(12) } == ["HTTP/1.1 200"])
        #expect(try connection.passed() == 2, "head and end are Hummingbird's")

        try connection.replyToPassed()

        #expect(try connection.written().joined().contains("HTTP/1.1 404"))
    }

    @Test("a body in chunks is read like one of known length")
    func chunkedBody() throws {
        let connection = try Connection()
        let size = String(Message.token.utf8.count, radix: 16)
        let head = "POST /apis/openapi/getToken HTTP/1.1\r\nHost: h\r\nContent-Type: application/json\r\n"
        try connection.send(head + "Transfer-Encoding: chunked\r\n\r\n")
        for part in [size + "\r\n", Message.token + "\r\n", "0\r\n\r\n"] { try connection.send(part) }

        #expect(try connection.written().joined().contains("\"code\":200"))
    }

    @Test("a body over 1 MiB is refused and the connection stays open")
    func tooLarge() throws {
        let connection = try Connection()
        try connection.send(Message.post(String(repeating: " ", count: CallRequest.bodyLimit + 1)))

        #expect(try connection.written().joined().contains("at most 1048576 bytes"))
        #expect(connection.channel.isActive)
    }

    @Test("HTTP/1.0 closes after the reply, unless the client asks to keep the connection")
    func oldProtocol() throws {
        for (field, staysOpen) in [("X: y", false), ("Connection: keep-alive", true)] {
            let connection = try Connection()
            try connection.send("GET /apis/openapi/getToken HTTP/1.0\r\n\(field)\r\n\r\n")

            let written = try connection.written().joined()
            #expect(written.contains(" 405 "))
            #expect(written.contains(staysOpen ? "\r\nConnection: keep-alive\r\n" : "\r\nConnection: close\r\n"))
            #expect(connection.channel.isActive == staysOpen)
        }
    }

    @Test(
        "the options of Connection are compared whole, in any case, over several fields",
        arguments: [
            ("1.1", "Connection: closed", true), ("1.1", "Connection: x-close", true),
            ("1.1", "Connection: close x", true),
            ("1.1", "Connection: \tClose\t", false), ("1.1", "Connection: , ,close", false),
            ("1.1", "Connection: x\r\nConnection: close", false), ("1.1", "Connection: not-upgrade", true),
            ("1.0", "Connection: keep-alive, close", false), ("1.0", "Connection: not-keep-alive", false),
            ("1.0", "Connection: x, Keep-Alive", true),
        ]
    )
    func connectionOptions(version: String, fields: String, staysOpen: Bool) throws {
        let connection = try Connection()
        try connection.send("GET /apis/openapi/getToken HTTP/\(version)\r\nHost: h\r\n\(fields)\r\n\r\n")

        #expect(try connection.written().joined().contains(" 405 "))
        #expect(connection.channel.isActive == staysOpen)
    }

    @Test("HEAD gets the head alone, 100-continue is granted")
    func bodilessReplies() throws {
        let connection = try Connection()
        try connection.send("HEAD /apis/openapi/getToken HTTP/1.1\r\nHost: h\r\n\r\n")
        #expect(try connection.written().joined().hasSuffix("\r\n\r\n"))

        try connection.send(
            "POST /apis/openapi/getToken HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n"
        )
        #expect(try connection.written().joined().hasPrefix("HTTP/1.1 100 Continue\r\n"))
    }

    @Test("a passed HEAD gets the head alone, also when it would be sent in chunks")
    func passedHead() throws {
        let connection = try Connection()
        try connection.send("HEAD /_sim/clock HTTP/1.1\r\nHost: h\r\n\r\n")
        try connection.replyToPassed(body: "{}")

        let written = try connection.written().joined()
        #expect(written.hasPrefix("HTTP/1.1 200 OK\r\n") && written.hasSuffix("\r\n\r\n"))
        #expect(!written.contains("{}") && !written.contains("0\r\n\r\n"))
    }

    @Test("a passed request of HTTP/1.0 is answered without chunks, and the connection ends")
    func passedOldProtocol() throws {
        let connection = try Connection()
        try connection.send("GET /_sim/clock HTTP/1.0\r\n\r\n")
        try connection.replyToPassed(body: "{}")

        let written = try connection.written().joined()
        #expect(written.contains("\r\nConnection: close\r\n") && written.hasSuffix("\r\n\r\n{}"))
        #expect(!connection.channel.isActive)
    }

    @Test("a request to change the protocol is answered, and the connection ends")
    func upgrade() throws {
        let connection = try Connection()
        let fields = "Host: h\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABk"
        try connection.send("GET /apis/openapi/getToken HTTP/1.1\r\n\(fields)\r\n\r\n")

        #expect(try connection.written().joined().contains("\r\nConnection: close\r\n"))
        #expect(!connection.channel.isActive)
    }

    @Test("what is no HTTP gets 400 after the replies before it")
    func noHTTP() throws {
        let connection = try Connection()
        try connection.send(Message.post(Message.token) + "no HTTP at all\r\n\r\n")

        let written = try connection.written().joined()
        #expect(written.hasPrefix("HTTP/1.1 200 ") && written.contains("}HTTP/1.1 400 Bad Request\r\n"))
        #expect(!connection.channel.isActive)
    }

    @Test("a permitted page may read a reply, and another may not")
    func otherOrigins() throws {
        for (origin, isPermitted) in [("http://page", true), ("http://other", false)] {
            let connection = try Connection()
            try connection.send("GET /apis/openapi/getToken HTTP/1.1\r\nHost: h\r\nOrigin: \(origin)\r\n\r\n")

            let field = "\r\nAccess-Control-Allow-Origin: \(origin)\r\n"
            #expect(try connection.written().joined().contains(field) == isPermitted)
        }
    }

    @Test("a reset ends the connection without a byte, a truncated reply with its beginning")
    func cutReplies() throws {
        let reset = try Connection(faults: #"[{"id":"it","effect":{"type":"replyReset"}}]"#)
        try reset.send(Message.post(Message.token))
        #expect(try reset.written().isEmpty)
        #expect(!reset.channel.isActive)

        let truncated = try Connection(faults: #"[{"id":"it","effect":{"type":"replyTruncate","bytes":3}}]"#)
        try truncated.send(Message.post(Message.token))
        #expect(try truncated.written().joined().split(separator: "\r\n\r\n").last?.utf8.count == 3)
        #expect(!truncated.channel.isActive)
    }

    @Test("a call that hangs gets no byte, survives the idle timeout and ends with the process")
    func hanging() throws {
        let connection = try Connection(faults: #"[{"id":"it","effect":{"type":"replyHang"}}]"#)
        try connection.send(Message.post(Message.token))
        connection.channel.pipeline.fireUserInboundEventTriggered(IdleStateHandler.IdleStateEvent.all)
        #expect(try connection.written().isEmpty)
        #expect(connection.channel.isActive)

        connection.channel.pipeline.fireUserInboundEventTriggered(ChannelShouldQuiesceEvent())

        #expect(!connection.channel.isActive)
    }

    @Test("a connection on which nothing is owed is closed when it is idle")
    func idle() throws {
        let connection = try Connection()
        connection.channel.pipeline.fireUserInboundEventTriggered(IdleStateHandler.IdleStateEvent.all)

        #expect(!connection.channel.isActive)
    }
}

/// A connection to the handler in memory, as Hummingbird's channel has it.
private final class Connection {
    let channel = EmbeddedChannel()

    init(faults: String = "[]") throws {
        let pipeline = channel.pipeline.syncOperations
        try pipeline.configureHTTPServerPipeline(withPipeliningAssistance: false, withErrorHandling: false)
        try pipeline.addHandler(
            HTTPConnectionHandler(
                try HTTPTestDocument.simulator(faults: faults),
                permission: OriginPermission(origins: ["http://page"])
            )
        )
        try pipeline.addHandler(HTTP1ToHTTPServerCodec(secure: false))
        channel.connect(to: try SocketAddress(ipAddress: "127.0.0.1", port: 1), promise: nil)
    }

    func send(_ text: String) throws { try channel.writeInbound(ByteBuffer(string: text)) }

    /// The buffers written since the last call.
    func written() throws -> [String] {
        var texts: [String] = []
        while let buffer = try channel.readOutbound(as: ByteBuffer.self) { texts.append(String(buffer: buffer)) }
        return texts
    }

    /// How many parts have been passed on.
    func passed() throws -> Int {
        var count = 0
        while try channel.readInbound(as: HTTPRequestPart.self) != nil { count += 1 }
        return count
    }

    func replyToPassed(body: String = "") throws {
        try channel.writeOutbound(HTTPResponsePart.head(.init(status: .ok)))
        if !body.isEmpty { try channel.writeOutbound(HTTPResponsePart.body(ByteBuffer(string: body))) }
        try channel.writeOutbound(HTTPResponsePart.end(nil))
    }
}
