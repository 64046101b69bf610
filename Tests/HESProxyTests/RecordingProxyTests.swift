import HESMQTT
import HESProxy
import NIOCore
import NIOPosix
import Testing

@Suite("The recording proxy")
struct RecordingProxyTests {
    private let reply = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok"

    @Test("pipelined and chunked requests pass byte for byte, however they are cut, and are told one by one")
    func pipelined() async throws {
        let sent = Array(
            ("POST /a?x=1 HTTP/1.1\r\nhost: h\r\ntransfer-encoding: chunked\r\n\r\n3;ext=1\r\nabc\r\n0\r\n\r\n"
                + "GET /b HTTP/1.1\r\nHOST:  h\r\n\r\n").utf8
        )
        let answer = Array((reply + "HTTP/1.1 404 No\r\ntransfer-encoding: chunked\r\n\r\n2\r\nno\r\n0\r\n\r\n").utf8)
        let server = try await ScriptedServer(after: sent.count, answer: answer)
        let heard = Heard()
        try await RecordingProxy.over(server.port, heard) { addresses in
            let pieces = [Array(sent[..<7]), Array(sent[7..<60]), Array(sent[60...])]
            let got = try await RawClient.exchange(pieces, port: addresses.httpPort, reading: answer.count)
            #expect(got == answer)
        }
        #expect(server.bytes == sent)
        #expect(heard.lines == ["1 > POST /a?x=1 3", "2 > GET /b 0", "1 < 200 ok", "2 < 404 no"])
        try await server.stop()
    }

    @Test("a body of 5 MB passes whole")
    func largeBody() async throws {
        let body = [UInt8](repeating: UInt8(ascii: "x"), count: 5_000_000)
        let sent = Array("POST /a HTTP/1.1\r\ncontent-length: \(body.count)\r\n\r\n".utf8) + body
        let server = try await ScriptedServer(after: sent.count, answer: Array(reply.utf8))
        let heard = Heard()
        try await RecordingProxy.over(server.port, heard) { addresses in
            let got = try await RawClient.exchange([sent], port: addresses.httpPort, reading: reply.utf8.count)
            #expect(got == Array(reply.utf8))
        }
        // Of so many bytes that differ a macro would look for the difference for hours.
        let isSame = server.bytes == sent
        #expect(isSame)
        #expect(heard.lines.first == "1 > POST /a 5000000")
        try await server.stop()
    }

    @Test("a reply that ends with its connection is told when that ends; one that is cut is told as cut")
    func endOfConnection() async throws {
        let sent = Array("GET /a HTTP/1.1\r\n\r\n".utf8)
        for (answer, told) in [
            ("HTTP/1.0 200 OK\r\n\r\nall of it", "1 < 200 all of it"),
            ("HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\npart", "1 < 200 part cut"),
        ] {
            let server = try await ScriptedServer(after: sent.count, answer: Array(answer.utf8), closes: true)
            let heard = Heard()
            try await RecordingProxy.over(server.port, heard) { addresses in
                let got = try await RawClient.exchange([sent], port: addresses.httpPort, reading: .max)
                #expect(got == Array(answer.utf8))
            }
            #expect(heard.lines == ["1 > GET /a 0", told])
            try await server.stop()
        }
    }

    @Test("bytes that are no HTTP pass all the same, and that is told")
    func noHTTP() async throws {
        let sent = Array("\u{0}\u{1}what is this\r\n\r\n".utf8)
        let server = try await ScriptedServer(after: sent.count, answer: [1, 2, 3])
        let heard = Heard()
        try await RecordingProxy.over(server.port, heard) { addresses in
            let got = try await RawClient.exchange([sent], port: addresses.httpPort, reading: 3)
            #expect(got == [1, 2, 3])
        }
        #expect(server.bytes == sent)
        #expect(heard.lines.contains("failed"), "\(heard.lines)")
        try await server.stop()
    }

    @Test("a client whose server is away is sent away, and that is told")
    func away() async throws {
        let server = try await ScriptedServer(after: 1, answer: [])
        let port = server.port
        try await server.stop()
        let heard = Heard()
        try await RecordingProxy.over(port, heard) { addresses in
            await #expect(throws: (any Error).self) {
                let got = try await RawClient.exchange([[1]], port: addresses.httpPort, reading: 1)
                if got.isEmpty { throw ChannelError.eof }
            }
        }
        #expect(heard.lines == ["failed"])
    }

    @Test("a persistent MQTT session passes byte for byte, and its packets are told")
    func mqtt() async throws {
        let connect: [UInt8] = [0x10, 13, 0, 4, 0x4D, 0x51, 0x54, 0x54, 4, 0, 0, 60, 0, 1, 0x63]
        let subscribe: [UInt8] = [0x82, 8, 0, 7, 0, 3, 0x2F, 0x54, 0x23, 1]
        let push: [UInt8] = [0x32, 9, 0, 3, 0x2F, 0x54, 0x31, 0, 9, 0x7B, 0x7D]
        let answer: [UInt8] = [0x20, 2, 1, 0, 0x90, 3, 0, 7, 1] + push
        let server = try await ScriptedServer(after: connect.count + subscribe.count, answer: answer)
        let heard = Heard()
        try await RecordingProxy.over(server.port, heard) { addresses in
            let pieces = (connect + subscribe).map { [$0] }
            let got = try await RawClient.exchange(pieces, port: addresses.mqttPort, reading: answer.count)
            #expect(got == answer)
        }
        #expect(server.bytes == connect + subscribe)
        #expect(heard.lines.count == 4, "\(heard.lines)")
        #expect(heard.lines[0].hasPrefix("c connected(returnCode: 0, resumesSession: true"))
        #expect(heard.lines[1].contains("/T#") && heard.lines[2] == "/T1 2")
        #expect(heard.lines[3].hasPrefix("c disconnected"))
        #expect(heard.messages.map(\.payload) == [[0x7B, 0x7D]])
        try await server.stop()
    }

    @Test("a push of 34 MB passes byte for byte; of it 8 MiB are kept, and its size is told")
    func largePush() async throws {
        let connect: [UInt8] = [0x10, 13, 0, 4, 0x4D, 0x51, 0x54, 0x54, 4, 0, 0, 60, 0, 1, 0x63]
        let payload = [UInt8](repeating: UInt8(ascii: "y"), count: 34_000_000)
        // 5 bytes of topic, then the payload; the length in seven bits a byte (MQTT 3.1.1 §2.2.3).
        let length = payload.count + 5
        let digits = (0..<4).map { UInt8(length >> (7 * $0) & 0x7F) | ($0 < 3 ? 0x80 : 0) }
        let answer: [UInt8] = [0x20, 2, 0, 0, 0x30] + digits + [0, 3, 0x2F, 0x54, 0x31] + payload
        let server = try await ScriptedServer(after: connect.count, answer: answer)
        let heard = Heard()
        try await RecordingProxy.over(server.port, heard) { addresses in
            let got = try await RawClient.exchange([connect], port: addresses.mqttPort, reading: answer.count)
            let isSame = got == answer
            #expect(isSame)
        }
        let message = try #require(heard.messages.first)
        #expect(message.topic == "/T1" && message.size == payload.count)
        #expect(message.payload.count == PassedBody.keptBytes)
        try await server.stop()
    }

    @Test("messages are found however a stream is cut, of a long one the beginning is kept")
    func messages() {
        var watch = MQTTTrafficWatch(keptBytes: 4)
        let connect: [UInt8] = [0x10, 13, 0, 4, 0x4D, 0x51, 0x54, 0x54, 4, 0, 0, 60, 0, 1, 0x63]
        _ = watch.clientSent(ByteBuffer(bytes: connect))
        let stream: [UInt8] = [
            0x20, 2, 0, 0, 0x31, 11, 0, 2, 0x61, 0x62, 1, 2, 3, 4, 5, 6, 7, 0x30, 3, 0, 1, 0x63, 0xD0, 0,
        ]
        var found: [PassingMessage] = []
        for byte in stream {
            for event in watch.brokerSent(ByteBuffer(bytes: [byte])) {
                if case .message(let message) = event { found.append(message) }
            }
        }

        #expect(found.map(\.topic) == ["ab", "c"])
        #expect(found.map(\.size) == [7, 0] && found.map(\.payload) == [[1, 2, 3, 4], []])
        #expect(found.map(\.isRetained) == [true, false] && found.map(\.qos) == [0, 0])
    }

    @Test("a reply that comes before its request has ended is told after it, and is not the next one's")
    func earlyReply() async throws {
        let first = Array("POST /a HTTP/1.1\r\ncontent-length: 4\r\n\r\nab".utf8)
        let second = Array("cdGET /b HTTP/1.1\r\n\r\n".utf8)
        let answer = Array(reply.utf8)
        let server = try await ScriptedServer(after: first.count, answer: answer)
        let heard = Heard()
        try await RecordingProxy.over(server.port, heard) { addresses in
            let port = addresses.httpPort
            let got = try await RawClient.exchange([first], port: port, reading: answer.count, then: second)
            #expect(got == answer)
            while server.bytes.count < first.count + second.count { await Task.yield() }
        }
        #expect(heard.lines == ["1 > POST /a 4", "1 < 200 ok", "2 > GET /b 0", "2 < 0  cut"])
        try await server.stop()
    }
}
