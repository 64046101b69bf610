import HESContract
package import HESRuntime
import HESSimulation
import HTTPTypes
package import NIOCore
import NIOHTTP1
package import NIOHTTPTypes
import NIOHTTPTypesHTTP1

/// Answers the nine calls on the event loop and passes every other request on to Hummingbird behind it.
///
/// ``HTTPCallStateMachine`` decides, this handler acts. Everything runs on the channel's event loop; only ``Simulator`` may
/// call back on another thread.
package final class OpenAPIHandler: ChannelDuplexHandler, RemovableChannelHandler {
    package typealias InboundIn = HTTPRequestPart
    package typealias InboundOut = HTTPRequestPart
    package typealias OutboundIn = HTTPResponsePart
    package typealias OutboundOut = HTTPResponsePart

    private let simulator: Simulator
    private let metrics: Metrics.Shard
    private var machine = HTTPCallStateMachine()
    /// Context of the response encoder: what is written from here skips the codec.
    private var encoder: ChannelHandlerContext?
    private let version = HTTPVersionRecorder()
    /// Nil in a channel without one, as in a test.
    private var watch: RequestWatch?

    package init(_ simulator: Simulator) {
        self.simulator = simulator
        metrics = simulator.metrics.shard
    }

    package func handlerAdded(context: ChannelHandlerContext) {
        do {
            let pipeline = context.pipeline.syncOperations
            encoder = try pipeline.context(handlerType: HTTPResponseEncoder.self)
            watch = try? pipeline.handler(type: RequestWatch.self)
            let codec = try pipeline.handler(type: HTTP1ToHTTPServerCodec.self)
            try pipeline.addHandler(version, position: .before(codec))
        } catch {
            preconditionFailure("the nine calls are answered behind an HTTP/1 codec: \(error)")
        }
    }

    package func handlerRemoved(context: ChannelHandlerContext) {
        encoder = nil
        watch = nil
    }

    package func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let part = Self.unwrapInboundIn(data)
        perform(machine.receive(part, isHTTP10: version.isHTTP10), context: context)
    }

    package func read(context: ChannelHandlerContext) {
        if machine.read(isWritable: context.channel.isWritable) { context.read() }
    }

    package func channelWritabilityChanged(context: ChannelHandlerContext) {
        readHeld(context: context)
        context.fireChannelWritabilityChanged()
    }

    package func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        context.write(data, promise: promise)
        if case .end = Self.unwrapOutboundIn(data), machine.passedReplyEnded() { takeWaiting(context: context) }
    }

    package func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        let action =
            switch event {
            case is ChannelShouldQuiesceEvent: machine.quiesce()
            case is IdleStateHandler.IdleStateEvent: machine.becameIdle()
            default: HTTPCallStateMachine.EventAction.pass
            }
        switch action {
        case .nothing: break
        case .pass: context.fireUserInboundEventTriggered(event)
        case .close: context.close(promise: nil)
        }
    }

    private func readHeld(context: ChannelHandlerContext) {
        if machine.readHeld(isWritable: context.channel.isWritable) { context.read() }
    }

    private func takeWaiting(context: ChannelHandlerContext) {
        guard machine.startTakingWaiting() else { return }
        while let action = machine.takeWaiting(isHTTP10: version.isHTTP10) { perform(action, context: context) }
        readHeld(context: context)
    }

    private func perform(_ action: HTTPCallStateMachine.RequestAction, context: ChannelHandlerContext) {
        switch action {
        case .nothing: break
        case .pass(let part):
            if case .head(let head) = part { simulator.observeForeign(CallRequest(head)) }
            context.fireChannelRead(Self.wrapInboundOut(part))
        case .answer(let request): answer(request, context: context)
        case .writeContinue:
            context.writeAndFlush(Self.wrapOutboundOut(.head(HTTPResponse(status: .continue))), promise: nil)
        case .close: context.close(promise: nil)
        }
    }

    private func answer(_ request: CallRequest, context: ChannelHandlerContext) {
        let loop = context.eventLoop
        let bound = NIOLoopBound((self, context), eventLoop: loop)
        let metrics = metrics
        let endpoint = request.endpoint
        let start = ContinuousClock.now
        simulator.answer(request) { part in
            if case .answer(let reply) = part, let endpoint {
                metrics.countRequest(endpoint, code: reply.code, took: start.duration(to: .now))
            }
            // A reply that is held leaves on the pacer's or the broker's thread.
            if loop.inEventLoop {
                bound.value.0.send(part, context: bound.value.1)
            } else {
                loop.execute { bound.value.0.send(part, context: bound.value.1) }
            }
        }
    }

    private func send(_ part: ReplyPart, context: ChannelHandlerContext) {
        switch part {
        case .answer(let reply):
            perform(machine.reply(reply.extent, bodyCount: reply.body.count), context: context) {
                reply.bytes(hasBody: $0, $1)
            }
        case .chunk(let bytes, let isLast):
            perform(machine.replyChunk(isLast: isLast), context: context) { $1.buffer(bytes: $0 ? bytes : []) }
        }
    }

    /// Writes one buffer from where the codec stands: building a head for the codec to take apart again costs a third of
    /// an answer (docs/internals/decisions/0004).
    private func perform(
        _ action: HTTPCallStateMachine.ReplyAction,
        context: ChannelHandlerContext,
        bytes: (_ hasBody: Bool, ByteBufferAllocator) -> ByteBuffer
    ) {
        switch action {
        case .nothing: break
        case .reset: context.channel.reset()
        case .close: context.close(promise: nil)
        case .write(let hasBody, let next):
            // Nil once the channel has been closed; a promise made then would never be kept.
            guard let encoder else { return }
            if next != .waitForMore { watch?.replyEnded() }
            let promise = next == .close ? closing(context) : nil
            encoder.writeAndFlush(NIOAny(bytes(hasBody, context.channel.allocator)), promise: promise)
            if next == .takeWaiting { takeWaiting(context: context) }
        }
    }

    /// Closes when the last byte has been handed to the kernel; closing at once would drop what has not.
    private func closing(_ context: ChannelHandlerContext) -> EventLoopPromise<Void> {
        let promise = context.eventLoop.makePromise(of: Void.self)
        let channel = context.channel
        promise.futureResult.whenComplete { _ in channel.close(promise: nil) }
        return promise
    }
}
