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
/// One request of a connection is under way at a time; what a client sends meanwhile waits here, so answers leave in the
/// order of the requests. Everything runs on the channel's event loop.
package final class OpenAPIHandler: ChannelDuplexHandler, RemovableChannelHandler {
    package typealias InboundIn = HTTPRequestPart
    package typealias InboundOut = HTTPRequestPart
    package typealias OutboundIn = HTTPResponsePart
    package typealias OutboundOut = HTTPResponsePart

    private enum State {
        case idle
        case reading(HTTPCall)
        /// Our answer is under way.
        case answering(closes: Bool, hasBody: Bool)
        /// The answer never comes: the connection ends with the client, or with the process.
        case hanging
        /// The request is Hummingbird's until its answer has ended.
        case passing
    }

    private let simulator: Simulator
    private let metrics: Metrics.Shard
    private var state = State.idle
    private var waiting: [HTTPRequestPart] = []
    private var isQuiescing = false
    private var isTakingWaiting = false
    private var hasHeldRead = false
    /// Writing from here skips the codec.
    private var encoder: ChannelHandlerContext?
    private let version = HTTPVersionRecorder()

    /// Parts that a client may send ahead of its answers; beyond it the connection is closed.
    private static let mostWaitingParts = 4096

    package init(_ simulator: Simulator) {
        self.simulator = simulator
        metrics = simulator.metrics.shard
    }

    package func handlerAdded(context: ChannelHandlerContext) {
        encoder = try? context.pipeline.syncOperations.context(handlerType: HTTPResponseEncoder.self)
        precondition(encoder != nil, "the nine calls are answered behind an HTTP/1 codec")
        let codec = try? context.pipeline.syncOperations.handler(type: HTTP1ToHTTPServerCodec.self)
        if let codec { try? context.pipeline.syncOperations.addHandler(version, position: .before(codec)) }
    }

    package func handlerRemoved(context: ChannelHandlerContext) {
        encoder = nil
    }

    package func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let part = Self.unwrapInboundIn(data)
        switch state {
        case .answering, .hanging: wait(part, context)
        case .passing where !waiting.isEmpty: wait(part, context)
        case .passing:
            if case .head = part { wait(part, context) } else { context.fireChannelRead(data) }
        case .idle, .reading: take(part, context)
        }
    }

    /// A client that does not take its answers, or sends ahead of them, gets nothing more read: nothing piles up.
    package func read(context: ChannelHandlerContext) {
        if context.channel.isWritable, waiting.isEmpty { context.read() } else { hasHeldRead = true }
    }

    package func channelWritabilityChanged(context: ChannelHandlerContext) {
        readHeld(context)
        context.fireChannelWritabilityChanged()
    }

    private func readHeld(_ context: ChannelHandlerContext) {
        guard hasHeldRead, context.channel.isWritable, waiting.isEmpty else { return }
        hasHeldRead = false
        context.read()
    }

    package func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        let part = Self.unwrapOutboundIn(data)
        context.write(data, promise: promise)
        if case .end = part, case .passing = state {
            state = .idle
            takeWaiting(context)
        }
    }

    package func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if event is ChannelShouldQuiesceEvent, case .answering = state {
            isQuiescing = true
        } else if event is ChannelShouldQuiesceEvent, case .hanging = state {
            context.close(promise: nil)
        } else if event is IdleStateHandler.IdleStateEvent {
            if isOwed { return }
            context.close(promise: nil)
        } else {
            context.fireUserInboundEventTriggered(event)
        }
    }

    private func wait(_ part: HTTPRequestPart, _ context: ChannelHandlerContext) {
        waiting.append(part)
        if waiting.count > Self.mostWaitingParts { context.close(promise: nil) }
    }

    private func take(_ part: HTTPRequestPart, _ context: ChannelHandlerContext) {
        switch (part, state) {
        case (.head(let head), _):
            let request = CallRequest(head)
            guard request.isOpenAPI else {
                state = .passing
                simulator.observeForeign(request)
                return context.fireChannelRead(Self.wrapInboundOut(part))
            }
            let call = HTTPCall(request, head: head, isHTTP10: version.isHTTP10)
            if call.expectsContinue { writeContinue(context) }
            state = .reading(call)
        case (.body(let bytes), .reading(var call)):
            state = .idle
            call.append(bytes)
            state = .reading(call)
            if call.request.exceedsReadLimit { context.close(promise: nil) }
        case (.end, .reading(let call)):
            state = .answering(closes: call.closes, hasBody: call.hasAnswerBody)
            answer(call.request, context)
        case (.body, _), (.end, _):
            context.fireChannelRead(Self.wrapInboundOut(part))
        }
    }

    /// Answers that leave at once come back here; the outer call goes on with what waits.
    private func takeWaiting(_ context: ChannelHandlerContext) {
        guard !isTakingWaiting else { return }
        isTakingWaiting = true
        defer {
            isTakingWaiting = false
            readHeld(context)
        }
        while !waiting.isEmpty {
            if isOwed { return }
            if case .passing = state, case .head = waiting[0] { return }
            let part = waiting.removeFirst()
            if case .passing = state { context.fireChannelRead(Self.wrapInboundOut(part)) } else { take(part, context) }
        }
    }

    private func answer(_ request: CallRequest, _ context: ChannelHandlerContext) {
        let loop = context.eventLoop
        let bound = NIOLoopBound((self, context), eventLoop: loop)
        let metrics = metrics
        let endpoint = request.endpoint
        let start = ContinuousClock.now
        simulator.answer(request) { part in
            if case .answer(let reply) = part, let endpoint {
                metrics.countRequest(endpoint, code: reply.code, took: start.duration(to: .now))
            }
            if loop.inEventLoop {
                bound.value.0.send(part, bound.value.1)
            } else {
                loop.execute { bound.value.0.send(part, bound.value.1) }
            }
        }
    }

    /// Whether a client waits for an answer of ours.
    private var isOwed: Bool {
        switch state {
        case .answering, .hanging: true
        case .idle, .reading, .passing: false
        }
    }

    private func send(_ part: ReplyPart, _ context: ChannelHandlerContext) {
        switch part {
        case .chunk(let bytes, let isLast): send(chunk: bytes, isLast: isLast, context)
        case .answer(let reply):
            switch reply.extent {
            case .whole: send(reply, context)
            case .begun(let bytes):
                if bytes >= reply.body.count {
                    send(reply, context)
                } else {
                    begin(reply, context)
                }
            case .truncated: sendLast(reply, context)
            case .reset: context.channel.reset()
            case .nothing: if isQuiescing { context.close(promise: nil) } else { state = .hanging }
            }
        }
    }

    /// One buffer, written from where the codec stands: building a head for it to take apart again costs a third of an
    /// answer (docs/decisions/0004).
    private func send(_ reply: OutgoingReply, _ context: ChannelHandlerContext) {
        guard case .answering(let closes, let hasBody) = state else { return }
        let bytes = NIOAny(reply.bytes(hasBody: hasBody, context.channel.allocator))
        guard !closes, !isQuiescing else { return encoder?.writeAndFlush(bytes, promise: closing(context)) ?? () }
        encoder?.writeAndFlush(bytes, promise: nil)
        state = .idle
        takeWaiting(context)
    }

    private func begin(_ reply: OutgoingReply, _ context: ChannelHandlerContext) {
        guard case .answering(_, let hasBody) = state else { return }
        encoder?.writeAndFlush(NIOAny(reply.bytes(hasBody: hasBody, context.channel.allocator)), promise: nil)
    }

    private func sendLast(_ reply: OutgoingReply, _ context: ChannelHandlerContext) {
        guard case .answering(_, let hasBody) = state else { return }
        let bytes = NIOAny(reply.bytes(hasBody: hasBody, context.channel.allocator))
        encoder?.writeAndFlush(bytes, promise: closing(context))
    }

    private func send(chunk: [UInt8], isLast: Bool, _ context: ChannelHandlerContext) {
        guard case .answering(let closes, let hasBody) = state else { return }
        let bytes = NIOAny(context.channel.allocator.buffer(bytes: hasBody ? chunk : []))
        guard isLast else { return encoder?.writeAndFlush(bytes, promise: nil) ?? () }
        guard !closes, !isQuiescing else { return encoder?.writeAndFlush(bytes, promise: closing(context)) ?? () }
        encoder?.writeAndFlush(bytes, promise: nil)
        state = .idle
        takeWaiting(context)
    }

    /// Closes when the last byte has been handed to the kernel; closing at once would drop what has not.
    private func closing(_ context: ChannelHandlerContext) -> EventLoopPromise<Void> {
        let promise = context.eventLoop.makePromise(of: Void.self)
        let channel = context.channel
        promise.futureResult.whenComplete { _ in channel.close(promise: nil) }
        return promise
    }

    private func writeContinue(_ context: ChannelHandlerContext) {
        context.writeAndFlush(Self.wrapOutboundOut(.head(HTTPResponse(status: .continue))), promise: nil)
    }
}
