import HESProxy
import NIOCore
import NIOPosix
import Testing

#if canImport(Glibc)
import Glibc
#endif

@Suite("Connections that break on their way through the proxy")
struct BrokenConnectionTests {
    @Test("replies to requests on a connection that is read no more are counted when it ends")
    func unread() async throws {
        let request = Array("GET /a HTTP/1.1\r\n\r\n".utf8)
        let noHTTP = Array("\u{0}\u{1}what is this\r\n\r\n".utf8)
        let answer = Array("HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\npart".utf8)
        let server = try await ScriptedServer(after: request.count, answer: answer)
        let heard = Heard()
        try await RecordingProxy.over(server.port, heard) { addresses in
            let port = addresses.httpPort
            let got = try await RawClient.exchange([request], port: port, reading: answer.count, then: noHTTP)
            #expect(got == answer)
            while server.bytes.count < request.count + noHTTP.count { await Task.yield() }
        }

        #expect(heard.lines == ["1 > GET /a 0", "failed", "failed"])
        #expect(heard.failures.last == "the reply to a request of a connection could not be read")
        try await server.stop()
    }

    @Test("what a client sends with the end of its direction, before the server is there, passes with that end")
    func earlyEnd() async throws {
        let request = Array("GET /a HTTP/1.1\r\n\r\n".utf8)
        let server = try await ScriptedServer(
            after: request.count,
            answer: Array("HTTP/1.1 200 OK\r\n\r\nok".utf8),
            closes: true
        )
        let heard = Heard()
        try await RecordingProxy.over(server.port, heard) { addresses in try await halfClosed(on: addresses.httpPort) }

        #expect(server.bytes == request)
        #expect(heard.lines == ["1 > GET /a 0", "1 < 200 ok"])
        try await server.stop()
    }

    @Test("a reset reaches a client that has ended its own direction before")
    func resetAfterHalfClose() async throws {
        let server = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelOption(.allowRemoteHalfClosure, value: true)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(ResettingAtHalfClose())
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        let heard = Heard()
        try await RecordingProxy.over(server.localAddress?.port ?? 0, heard) { addresses in
            await #expect(throws: IOError.self) { try await halfClosed(on: addresses.httpPort) }
        }
        #expect(heard.failures.contains { $0.hasPrefix("the connection of the server broke") }, "\(heard.failures)")
        try await server.close()
    }

    /// Ends its own direction, and reads until the other one ends.
    private func halfClosed(on port: Int) async throws {
        let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .channelOption(.allowRemoteHalfClosure, value: true)
            .connect(host: "127.0.0.1", port: port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try NIOAsyncChannel<ByteBuffer, ByteBuffer>(
                        wrappingChannelSynchronously: channel,
                        configuration: .init(isOutboundHalfClosureEnabled: true)
                    )
                }
            }
        try await channel.executeThenClose { inbound, outbound in
            try await outbound.write(ByteBuffer(string: "GET /a HTTP/1.1\r\n\r\n"))
            outbound.finish()
            for try await _ in inbound {}
        }
    }
}

/// Answers the end of the other direction with RST.
private final class ResettingAtHalfClose: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        guard case .inputClosed? = event as? ChannelEvent else { return context.fireUserInboundEventTriggered(event) }
        let channel = context.channel
        _ = (channel as? any SocketOptionProvider)?.setSoLinger(linger(l_onoff: 1, l_linger: 0))
        channel.close(promise: nil)
    }
}
