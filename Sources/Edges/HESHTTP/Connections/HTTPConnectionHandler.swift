import HESContract
package import HESRuntime
import HESSimulation
package import NIOCore
package import NIOHTTP1

/// Answers the nine calls on the event loop and passes every other request on to Hummingbird behind it.
///
/// ``HTTPConnectionStateMachine`` decides, this handler acts. Everything runs on the channel's event loop; only ``Simulator``
/// may call back on another thread.
package final class HTTPConnectionHandler: ChannelDuplexHandler, RemovableChannelHandler {
    package typealias InboundIn = HTTPServerRequestPart
    package typealias InboundOut = HTTPServerRequestPart
    package typealias OutboundIn = HTTPServerResponsePart
    package typealias OutboundOut = HTTPServerResponsePart

    private let simulator: Simulator
    private let metrics: Metrics.Shard
    private var machine: HTTPConnectionStateMachine
    /// Context of the response encoder: what is written from here skips it.
    private var encoder: ChannelHandlerContext?
    /// Nil in a channel without one, as in a test.
    private var watch: RequestWatch?

    /// - Parameters:
    ///   - simulator: answers the calls.
    ///   - servesCalls: false passes the nine calls on too.
    ///   - permission: pages of other origins that may call.
    package init(_ simulator: Simulator, servesCalls: Bool = true, permission: OriginPermission = .none) {
        self.simulator = simulator
        metrics = simulator.metrics.shard
        machine = HTTPConnectionStateMachine(servesCalls: servesCalls, permission: permission)
    }

    package func handlerAdded(context: ChannelHandlerContext) {
        let pipeline = context.pipeline.syncOperations
        watch = try? pipeline.handler(type: RequestWatch.self)
        do {
            encoder = try pipeline.context(handlerType: HTTPResponseEncoder.self)
        } catch {
            preconditionFailure("the nine calls are answered behind an HTTP/1 codec: \(error)")
        }
    }

    package func handlerRemoved(context: ChannelHandlerContext) {
        encoder = nil
        watch = nil
    }

    // MARK: Requests

    package func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let part = Self.unwrapInboundIn(data)
        switch part {
        case .head: watch?.requestBegan()
        case .body: break
        case .end: watch?.requestEnded()
        }
        perform(machine.receive(part), context: context)
    }

    package func errorCaught(context: ChannelHandlerContext, error: any Error) {
        guard let error = error as? HTTPParserError else { return context.fireErrorCaught(error) }
        let action = machine.receiveFailure(error.status)
        if action == .passFailure { context.fireErrorCaught(error) } else { perform(action, context: context) }
    }

    package func read(context: ChannelHandlerContext) {
        if machine.read(isWritable: context.channel.isWritable) { context.read() }
    }

    package func channelWritabilityChanged(context: ChannelHandlerContext) {
        readHeld(context: context)
        context.fireChannelWritabilityChanged()
    }

    package func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        let action =
            switch event {
            case is ChannelShouldQuiesceEvent: machine.quiesce()
            case is IdleStateHandler.IdleStateEvent: machine.becameIdle()
            default: HTTPConnectionStateMachine.EventAction.pass
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
        while let action = machine.takeWaiting() { perform(action, context: context) }
        // What has been passed on is handled with this event, which came before the parts that waited.
        context.fireChannelReadComplete()
        readHeld(context: context)
    }

    private func perform(_ action: HTTPConnectionStateMachine.RequestAction, context: ChannelHandlerContext) {
        switch action {
        case .nothing, .passFailure: break
        case .pass(let part, let grantsContinue):
            if case .head(let head) = part { simulator.observeForeign(RequestHead(head).call) }
            if grantsContinue { writeContinue(context: context) }
            context.fireChannelRead(Self.wrapInboundOut(part))
        case .answer(let request): answer(request, context: context)
        case .writeContinue: writeContinue(context: context)
        case .permit(let form):
            watch?.replyEnded()
            write(form.permission, closes: form.closes, context: context)
        case .refuse(let status):
            let headers: HTTPHeaders = ["Content-Length": "0", "Connection": "close"]
            write(HTTPResponseHead(version: .http1_1, status: status, headers: headers), closes: true, context: context)
        case .close: context.close(promise: nil)
        }
    }

    private func writeContinue(context: ChannelHandlerContext) {
        let head = HTTPResponseHead(version: .http1_1, status: .continue)
        context.writeAndFlush(Self.wrapOutboundOut(.head(head)), promise: nil)
    }

    private func write(_ head: HTTPResponseHead, closes: Bool, context: ChannelHandlerContext) {
        context.write(Self.wrapOutboundOut(.head(head)), promise: nil)
        context.writeAndFlush(Self.wrapOutboundOut(.end(nil)), promise: closes ? closing(context) : nil)
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

    // MARK: Replies of the simulator

    private func send(_ part: ReplyPart, context: ChannelHandlerContext) {
        switch part {
        case .answer(let reply):
            perform(machine.reply(reply.extent, bodyCount: reply.body.count), context: context) {
                reply.bytes(in: $0, from: $1)
            }
        case .chunk(let bytes, let isLast):
            perform(machine.replyChunk(isLast: isLast), context: context) { $1.buffer(bytes: $0.hasBody ? bytes : []) }
        }
    }

    /// Writes one buffer from where the codec stands: building a head for the codec to take apart again costs a third of
    /// an answer (docs/internals/decisions/0004).
    private func perform(
        _ action: HTTPConnectionStateMachine.ReplyAction,
        context: ChannelHandlerContext,
        bytes: (ReplyForm, ByteBufferAllocator) -> ByteBuffer
    ) {
        switch action {
        case .nothing: break
        case .reset: context.channel.reset()
        case .close: context.close(promise: nil)
        case .write(let form, let next):
            // Nil once the channel has been closed; a promise made then would never be kept.
            guard let encoder else { return }
            if next != .waitForMore { watch?.replyEnded() }
            let promise = next == .close ? closing(context) : nil
            encoder.writeAndFlush(NIOAny(bytes(form, context.channel.allocator)), promise: promise)
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

    // MARK: Replies of Hummingbird

    package func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        let form = machine.passedReplyForm
        switch Self.unwrapOutboundIn(data) {
        case .head(let head):
            machine.passedReplyBegan()
            if head.headers.first(name: "Content-Type") == "text/event-stream" { streamBegins(context) }
            context.write(Self.wrapOutboundOut(.head(form?.completed(head) ?? head)), promise: promise)
        case .body:
            if form?.hasBody == false { promise?.succeed() } else { context.write(data, promise: promise) }
        case .end: end(data, in: form, context: context, promise: promise)
        }
    }

    private func end(
        _ data: NIOAny,
        in form: ReplyForm?,
        context: ChannelHandlerContext,
        promise: EventLoopPromise<Void>?
    ) {
        watch?.replyEnded()
        let next = machine.passedReplyEnded()
        var promise = promise
        if next == .close {
            let last = closing(context)
            last.futureResult.cascade(to: promise)
            promise = last
        }
        if form?.hasBody == false, let encoder {
            // The encoder would end a body in chunks, of which there is none.
            encoder.write(NIOAny(ByteBuffer()), promise: promise)
        } else {
            context.write(data, promise: promise)
        }
        if next == .takeWaiting { takeWaiting(context: context) }
    }

    /// A reader that does not read costs 2 KiB here, a few chunks of the stream, and what the kernel holds: twice 8 KiB.
    private func streamBegins(_ context: ChannelHandlerContext) {
        watch?.streamBegan()
        let mark = ChannelOptions.Types.WriteBufferWaterMark(low: 1024, high: 2 * 1024)
        // Fails for a channel that is closed, which buffers nothing any more.
        try? context.channel.syncOptions?.setOption(.writeBufferWaterMark, value: mark)
        try? context.channel.syncOptions?.setOption(.socketOption(.so_sndbuf), value: 8 * 1024)
    }
}

extension HTTPParserError {
    /// What the client is told.
    fileprivate var status: HTTPResponseStatus {
        switch self {
        case .headerOverflow: .requestHeaderFieldsTooLarge
        case .invalidVersion: .httpVersionNotSupported
        default: .badRequest
        }
    }
}
