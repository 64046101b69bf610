import NIOCore
import NIOWebSocket

/// The bytes of MQTT in binary frames of a WebSocket (MQTT 3.1.1 §6, RFC 6455): a packet may span frames, and a frame packets.
///
/// To what lies behind it a Close frame is the end of what the client sends, as FIN is on TCP.
final class WebSocketBytes: ChannelDuplexHandler {
    typealias InboundIn = WebSocketFrame
    typealias InboundOut = ByteBuffer
    typealias OutboundIn = ByteBuffer
    typealias OutboundOut = WebSocketFrame

    private var isInputOver = false
    private var hasSentClose = false
    /// A message has begun and is not over.
    private var isWithinMessage = false
    /// Of the last frame with bytes.
    private var lastWrite: EventLoopFuture<Void>?

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let frame = unwrapInboundIn(data)
        guard !isInputOver else { return }
        // A client masks its frames (RFC 6455 §5.1), and no extension has been agreed.
        guard frame.maskKey != nil, !frame.rsv1, !frame.rsv2, !frame.rsv3 else {
            return end(context, with: .protocolError)
        }
        switch frame.opcode {
        case .binary, .continuation:
            guard isWithinMessage == (frame.opcode == .continuation) else { return end(context, with: .protocolError) }
            isWithinMessage = !frame.fin
            if frame.length > 0 { context.fireChannelRead(wrapInboundOut(frame.unmaskedData)) }
        case .ping: answer(frame, context: context)
        case .pong: break
        case .connectionClose: end(context, with: .normalClosure)
        // MQTT 3.1.1 §6: text ends the connection.
        case .text: end(context, with: .unacceptableData)
        default: end(context, with: .protocolError)
        }
    }

    /// Not while the client reads nothing: answers would pile up.
    private func answer(_ ping: WebSocketFrame, context: ChannelHandlerContext) {
        guard context.channel.isWritable, !hasSentClose else { return }
        let pong = WebSocketFrame(fin: true, opcode: .pong, data: ping.unmaskedData)
        context.writeAndFlush(wrapOutboundOut(pong), promise: nil)
    }

    private func end(_ context: ChannelHandlerContext, with code: WebSocketErrorCode) {
        isInputOver = true
        sendClose(context, with: code)
        context.fireUserInboundEventTriggered(ChannelEvent.inputClosed)
    }

    @discardableResult
    private func sendClose(_ context: ChannelHandlerContext, with code: WebSocketErrorCode) -> EventLoopFuture<Void> {
        guard !hasSentClose else { return lastWrite ?? context.eventLoop.makeSucceededVoidFuture() }
        hasSentClose = true
        var body = context.channel.allocator.buffer(capacity: 2)
        body.write(webSocketErrorCode: code)
        let written = context.eventLoop.makePromise(of: Void.self)
        lastWrite = written.futureResult
        context.writeAndFlush(
            wrapOutboundOut(WebSocketFrame(fin: true, opcode: .connectionClose, data: body)),
            promise: written
        )
        return written.futureResult
    }

    /// No bytes make no frame: their promise is that of what was written before.
    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        let bytes = unwrapOutboundIn(data)
        guard bytes.readableBytes > 0, !hasSentClose else {
            (lastWrite ?? context.eventLoop.makeSucceededVoidFuture()).cascade(to: promise)
            return
        }
        let written = promise ?? context.eventLoop.makePromise(of: Void.self)
        lastWrite = written.futureResult
        context.write(wrapOutboundOut(WebSocketFrame(fin: true, opcode: .binary, data: bytes)), promise: written)
    }

    /// The end of what the broker sends is a Close frame, before TCP's.
    func close(context: ChannelHandlerContext, mode: CloseMode, promise: EventLoopPromise<Void>?) {
        guard mode == .output else { return context.close(mode: mode, promise: promise) }
        sendClose(context, with: .normalClosure).assumeIsolated().whenComplete { _ in
            context.close(mode: .output, promise: promise)
        }
    }
}
