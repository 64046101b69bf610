import HESContract
import HTTPTypes
import NIOCore
import NIOEmbedded
import NIOHTTP1
import NIOHTTPTypes
import NIOHTTPTypesHTTP1
import SimulationTestSupport

@testable import HESHTTP

/// Bytes of a connection, in pieces: requests with odd targets, fields, lengths and chunks, and what is no HTTP.
enum HTTPFuzz {
    static func run(_ choices: inout Choices) throws {
        let connection = try Connection()
        var bytes: [UInt8] = []
        for _ in 0..<1 + choices.index(below: 5) { bytes += request(&choices) }
        if choices.once(in: 3) { bytes = Mutation.spoilt(bytes, &choices) }
        for piece in Mutation.pieces(bytes, &choices) { connection.send(piece) }
        connection.end()
        try check(connection.written)
    }

    /// Each answer begins with a status line of HTTP/1.1 and a status that is documented.
    private static func check(_ written: [UInt8]) throws {
        guard !written.isEmpty else { return }
        let text = String(decoding: written, as: UTF8.self)
        let known = [100, 200, 400, 401, 403, 404, 405, 408, 413, 415, 431, 500, 501, 503, 505]
        guard let status = text.wholeMatch(of: #/(?s)HTTP/1\.1 (\d{3}) .*/#)?.1, known.contains(Int(status) ?? 0) else {
            throw Fuzzing.Finding("an answer begins with: \(text.prefix(200))")
        }
    }

    // MARK: Requests

    private static func request(_ choices: inout Choices) -> [UInt8] {
        let body = choices.element(of: ["", "{}", #"{"tenantCode":"T"}"#, String(repeating: " ", count: 5000), "\0é"])
        let method = choices.element(of: [
            "POST", "POST", "GET", "HEAD", "PUT", "OPTIONS", "CONNECT", "P\u{E9}", "", "G T",
        ])
        let version = choices.element(of: ["HTTP/1.1", "HTTP/1.1", "HTTP/1.0", "HTTP/2.0", "HTTP/9.99", "http/1.1", ""])
        var lines = ["\(method) \(target(&choices)) \(version)", "Host: localhost"]
        for _ in 0..<choices.index(below: 4) { lines.append(field(&choices)) }
        let (length, content) = framed(body, &choices)
        lines += length
        let lineEnd = choices.element(of: ["\r\n", "\r\n", "\r\n", "\n", "\r"])
        return Array((lines.joined(separator: lineEnd) + lineEnd + lineEnd).utf8) + content
    }

    private static func target(_ choices: inout Choices) -> String {
        let paths =
            Endpoint.allCases.map(\.path) + [
                "/", "*", "/_sim/clock", "/_sim/worlds/%2e%2e", "http://h/x", "", "/%", "/%zz",
            ]
        let queries = ["", "", "?", "?a=b", "?%00=%ff", "?" + String(repeating: "a", count: 3000), "#x"]
        return choices.element(of: paths) + choices.element(of: queries)
    }

    private static func field(_ choices: inout Choices) -> String {
        let names = [
            "Content-Type", "HES_Access_Token", "Connection", "Expect", "Content-Length", "Transfer-Encoding",
            "Upgrade",
            "X-\u{E9}", "", " ", "Cookie", String(repeating: "n", count: 5000),
        ]
        let values = [
            "application/json", "keep-alive", "close", "100-continue", "chunked", "gzip, chunked", "-1", "0", "5",
            "18446744073709551616", "websocket", "", "\u{E9}", "a\tb", String(repeating: "v", count: 90_000),
        ]
        return choices.element(of: names) + choices.element(of: [": ", ":", " : ", ""]) + choices.element(of: values)
    }

    private static func framed(_ body: String, _ choices: inout Choices) -> (fields: [String], content: [UInt8]) {
        let bytes = Array(body.utf8)
        switch choices.index(below: 8) {
        case 0...3: return (["Content-Type: application/json", "Content-Length: \(bytes.count)"], bytes)
        case 4: return (["Content-Length: \(choices.element(of: Mutation.numbers))"], bytes)
        case 5: return ([], bytes)
        default:
            let size = choices.element(of: [
                String(bytes.count, radix: 16), "0", "ffffffffffffffff", "10000000000000000", "-1", "zz", "5;ext=\"x\"",
                "",
            ])
            return (["Transfer-Encoding: chunked"], Array("\(size)\r\n".utf8) + bytes + Array("\r\n0\r\n\r\n".utf8))
        }
    }
}

/// A connection of an HTTP port in memory, with the handlers that a port has before Hummingbird's.
private final class Connection {
    private let channel = EmbeddedChannel()
    private(set) var written: [UInt8] = []

    init() throws {
        let pipeline = channel.pipeline.syncOperations
        let connections = OpenConnections(logger: TestSimulator.logger)
        try pipeline.addHandler(RequestWatch(connections, activity: ConnectionActivity()))
        try pipeline.configureHTTPServerPipeline(
            withPipeliningAssistance: false,
            withErrorHandling: false,
            withOutboundHeaderValidation: false
        )
        try pipeline.addHandler(HTTPConnectionHandler(TestSimulator().simulator))
        try pipeline.addHandler(HTTP1ToHTTPServerCodec(secure: false))
        channel.connect(to: try SocketAddress(ipAddress: "127.0.0.1", port: 1), promise: nil)
    }

    /// An error that the handler passes on ends the connection, as Hummingbird ends it.
    func send(_ bytes: [UInt8]) {
        guard channel.isActive else { return }
        do {
            try channel.writeInbound(ByteBuffer(bytes: bytes))
            try answerPassed()
        } catch {
            channel.close(promise: nil)
        }
        take()
    }

    /// The client closes, perhaps within a request.
    func end() {
        channel.close(promise: nil)
        channel.embeddedEventLoop.run()
        take()
    }

    private func take() {
        while let buffer = try? channel.readOutbound(as: ByteBuffer.self) { written += buffer.readableBytesView }
    }

    private func answerPassed() throws {
        while let part = try channel.readInbound(as: HTTPRequestPart.self) {
            guard case .end = part else { continue }
            let head = HTTPResponse(status: .notFound, headerFields: [.contentLength: "0"])
            try channel.writeOutbound(HTTPResponsePart.head(head))
            try channel.writeOutbound(HTTPResponsePart.end(nil))
        }
    }
}
