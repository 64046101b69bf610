import NIOCore
import NIOEmbedded
import NIOWebSocket
import Testing

@testable import HESMQTT

@Suite("MQTT in frames of a WebSocket")
struct WebSocketBytesTests {
    private let channel = EmbeddedChannel(handler: WebSocketBytes())
    private static let mask: WebSocketMaskingKey = [1, 2, 3, 4]

    private func frame(
        _ opcode: WebSocketOpcode,
        _ bytes: [UInt8] = [],
        isLast: Bool = true,
        isMasked: Bool = true
    ) -> WebSocketFrame {
        var data = ByteBuffer(bytes: bytes)
        if isMasked { data.webSocketMask(Self.mask) }
        return WebSocketFrame(fin: isLast, opcode: opcode, maskKey: isMasked ? Self.mask : nil, data: data)
    }

    private func bytesRead() throws -> [UInt8] {
        var bytes: [UInt8] = []
        while let buffer = try channel.readInbound(as: ByteBuffer.self) { bytes += Array(buffer.readableBytesView) }
        return bytes
    }

    private func closeCode() throws -> WebSocketErrorCode? {
        var frame = try channel.readOutbound(as: WebSocketFrame.self)
        guard frame?.opcode == .connectionClose else { return nil }
        return frame?.data.readWebSocketErrorCode()
    }

    @Test("bytes come out unmasked and in order, however the client cut them into frames")
    func inbound() throws {
        try channel.writeInbound(frame(.binary, [16, 2], isLast: false))
        try channel.writeInbound(frame(.ping, [7]))
        try channel.writeInbound(frame(.continuation, [3], isLast: true))
        try channel.writeInbound(frame(.binary, [4, 5]))

        #expect(try bytesRead() == [16, 2, 3, 4, 5])
        let pong = try #require(try channel.readOutbound(as: WebSocketFrame.self))
        #expect(pong.opcode == .pong && Array(pong.data.readableBytesView) == [7])
    }

    @Test("what goes out is one binary frame for each piece, and none for no bytes")
    func outbound() throws {
        try channel.writeOutbound(ByteBuffer(bytes: [32, 2]))
        try channel.writeOutbound(ByteBuffer())

        let sent = try #require(try channel.readOutbound(as: WebSocketFrame.self))
        #expect(sent.opcode == .binary && sent.fin && sent.maskKey == nil)
        #expect(Array(sent.data.readableBytesView) == [32, 2])
        #expect(try channel.readOutbound(as: WebSocketFrame.self) == nil)
    }

    @Test(
        "what breaks the protocol ends the connection with the code for it, and nothing after it is read",
        arguments: [
            (WebSocketOpcode.text, true, WebSocketErrorCode.unacceptableData), (.binary, false, .protocolError),
            (.continuation, true, .protocolError), (.connectionClose, true, .normalClosure),
        ]
    )
    func broken(opcode: WebSocketOpcode, isMasked: Bool, code: WebSocketErrorCode) throws {
        try channel.writeInbound(frame(opcode, [1, 2], isMasked: isMasked))
        try channel.writeInbound(frame(.binary, [9]))

        #expect(try bytesRead() == [])
        #expect(try closeCode() == code)
    }

    @Test("the end of what the broker sends is a Close frame, and nothing follows it")
    func end() throws {
        channel.pipeline.close(mode: .output, promise: nil)
        channel.embeddedEventLoop.run()
        channel.pipeline.writeAndFlush(ByteBuffer(bytes: [1]), promise: nil)

        #expect(try closeCode() == .normalClosure)
        #expect(try channel.readOutbound(as: WebSocketFrame.self) == nil)
    }
}
