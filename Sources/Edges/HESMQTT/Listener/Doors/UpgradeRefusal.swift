import NIOCore
import NIOHTTP1

/// Answers requests that do not become a WebSocket of MQTT, and closes connections that send none in time.
///
/// It leaves the pipeline with the upgrade.
final class UpgradeRefusal: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    private let origins: WebSocketOrigins
    private var deadline: Scheduled<Void>?
    private var isAnswered = false

    init(_ origins: WebSocketOrigins) {
        self.origins = origins
    }

    func handlerAdded(context: ChannelHandlerContext) {
        deadline = context.eventLoop.assumeIsolated().scheduleTask(in: Self.patience) {
            context.close(promise: nil)
        }
    }

    func handlerRemoved(context: ChannelHandlerContext) { deadline?.cancel() }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !isAnswered, case .head(let request) = unwrapInboundIn(data) else { return }
        isAnswered = true
        let (head, reason) = refusal(of: request)
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(string: reason)))), promise: nil)
        let written = context.eventLoop.makePromise(of: Void.self)
        written.futureResult.assumeIsolated().whenComplete { _ in context.close(promise: nil) }
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: written)
    }

    private func refusal(of request: HTTPRequestHead) -> (HTTPResponseHead, reason: String) {
        var head = HTTPResponseHead(version: .http1_1, status: .upgradeRequired)
        var reason = Self.reason
        if let origin = origins.denied(request) {
            head.status = .forbidden
            reason = "This port takes no web page of '\(origin.prefix(200))'; --cors permits its origin.\n"
        } else {
            head.headers.add(name: "Upgrade", value: "websocket")
            head.headers.add(name: "Sec-WebSocket-Protocol", value: "mqtt")
        }
        head.headers.add(name: "Content-Type", value: "text/plain; charset=utf-8")
        head.headers.add(name: "Content-Length", value: "\(reason.utf8.count)")
        head.headers.add(name: "Connection", value: "close")
        return (head, reason)
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case .inputClosed? = event as? ChannelEvent { context.close(promise: nil) }
        context.fireUserInboundEventTriggered(event)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        // An upgrade that is refused is answered as a request; what cannot be read as HTTP is not.
        if error is HTTPParserError { context.close(promise: nil) }
    }

    private static let patience = TimeAmount.seconds(10)
    private static let reason = """
        This port speaks MQTT over WebSockets: upgrade with Sec-WebSocket-Version 13 and offer the subprotocol "mqtt".

        """
}
