import HTTPTypes
import NIOCore
import NIOHTTPTypes

/// Tells a connection's ``RequestWatch`` where requests and replies end, and bounds what an event stream buffers.
final class PartWatch: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart

    /// Nil in a channel without one, as in a test.
    private var watch: RequestWatch?

    func handlerAdded(context: ChannelHandlerContext) {
        watch = try? context.pipeline.syncOperations.handler(type: RequestWatch.self)
    }

    func handlerRemoved(context: ChannelHandlerContext) { watch = nil }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch Self.unwrapInboundIn(data) {
        case .head: watch?.requestBegan()
        case .body: break
        case .end: watch?.requestEnded()
        }
        context.fireChannelRead(data)
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        switch Self.unwrapOutboundIn(data) {
        case .head(let head):
            if head.headerFields[.contentType] == "text/event-stream" { boundBuffers(context.channel) }
        case .body: break
        case .end: watch?.replyEnded()
        }
        context.write(data, promise: promise)
    }

    /// A reader that does not read costs 2 KiB here, a few chunks of the stream, and what the kernel holds: twice 8 KiB.
    private func boundBuffers(_ channel: any Channel) {
        let mark = ChannelOptions.Types.WriteBufferWaterMark(low: 1024, high: 2 * 1024)
        // Fails for a channel that is closed, which buffers nothing any more.
        try? channel.syncOptions?.setOption(.writeBufferWaterMark, value: mark)
        try? channel.syncOptions?.setOption(.socketOption(.so_sndbuf), value: 8 * 1024)
    }
}
