import NIOCore
import NIOEmbedded
import Testing

@testable import HESProxy

@Suite("What a client sends before its server is there")
struct EarlyBytesTests {
    @Test("bytes and the end of their direction go on once the server has come, in their order")
    func early() throws {
        let (client, server) = (EmbeddedChannel(), EmbeddedChannel())
        let watch = CountingWatch()
        let connection = PassingConnection(watch: watch) { _ in
        } onEnd: {
        }
        try connection.take(client: client)
        for part in ["GET /a", " HTTP/1.1\r\n\r\n"] { try client.writeInbound(ByteBuffer(string: part)) }
        client.pipeline.fireUserInboundEventTriggered(ChannelEvent.inputClosed)
        #expect(watch.bytes == 0)

        let ends = OutputEnds()
        try server.pipeline.syncOperations.addHandler(ends)
        try connection.join(client, to: server)
        server.embeddedEventLoop.run()

        var sent = ByteBuffer()
        while var part = try server.readOutbound(as: ByteBuffer.self) { sent.writeBuffer(&part) }
        #expect(String(buffer: sent) == "GET /a HTTP/1.1\r\n\r\n")
        #expect(watch.bytes == sent.readableBytes)
        #expect(ends.count == 1)
    }
}

private final class CountingWatch: ConnectionWatch {
    private(set) var bytes = 0

    func clientSent(_ bytes: ByteBuffer) { self.bytes += bytes.readableBytes }
    func serverSent(_ bytes: ByteBuffer) {}
    func serverEnded() {}
    func ended() {}
}

/// Counts the ends of the outgoing direction, which an embedded channel would take for a closed socket.
private final class OutputEnds: ChannelOutboundHandler {
    typealias OutboundIn = ByteBuffer
    private(set) var count = 0

    func close(context: ChannelHandlerContext, mode: CloseMode, promise: EventLoopPromise<Void>?) {
        if mode == .output { count += 1 }
        promise?.succeed()
    }
}
