import HESSockets
import Logging
import NIOCore

/// Bounds how long a request may take to arrive; before the HTTP codec, where its first byte is seen.
///
/// A request that comes in one read costs two flags. One that is not complete after two seconds counts as slow for its
/// address; after the patience it is answered with 408 (RFC 9110 §15.5.9), and the connection is closed.
final class RequestWatch: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let connections: OpenConnections
    private let activity: ConnectionActivity
    private var hasOpenRequest = false
    private var hasSeenEnd = false
    private var pendingReplies = 0
    private var timer: Scheduled<Void>?
    /// Counted as slow under this address.
    private var slowAddress: String?

    init(_ connections: OpenConnections, activity: ConnectionActivity) {
        self.connections = connections
        self.activity = activity
    }

    // MARK: Told by the handlers behind the codec

    func requestBegan() { hasOpenRequest = true }

    func requestEnded() {
        (hasOpenRequest, hasSeenEnd) = (false, true)
        pendingReplies += 1
        activity.requestEnded()
    }

    func streamBegan() { activity.streamBegan() }

    func replyEnded() {
        pendingReplies = max(0, pendingReplies - 1)
        if pendingReplies == 0 { activity.replyEnded() }
    }

    // MARK: The channel

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        hasSeenEnd = false
        context.fireChannelRead(data)
        let isIncomplete = hasOpenRequest || !hasSeenEnd
        if !isIncomplete { stop() } else if timer == nil, context.channel.isActive { start(context) }
    }

    func channelInactive(context: ChannelHandlerContext) {
        stop()
        context.fireChannelInactive()
    }

    func handlerRemoved(context: ChannelHandlerContext) { stop() }

    private func start(_ context: ChannelHandlerContext) {
        let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        let grace = min(Self.grace, connections.requestPatience)
        timer = context.eventLoop.scheduleTask(in: grace) { bound.value.0.becameSlow(bound.value.1) }
    }

    private func stop() {
        timer?.cancel()
        timer = nil
        if let slowAddress { connections.endSlow(slowAddress) }
        slowAddress = nil
    }

    private func becameSlow(_ context: ChannelHandlerContext) {
        let address = context.remoteAddress?.ipAddress ?? "?"
        guard connections.beginSlow(address) else {
            return refuse(context, because: "an address has too many slow requests")
        }
        slowAddress = address
        let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        let rest = max(.zero, connections.requestPatience - Self.grace)
        timer = context.eventLoop.scheduleTask(in: rest) {
            bound.value.0.refuse(bound.value.1, because: "a request did not arrive in time")
        }
    }

    private func refuse(_ context: ChannelHandlerContext, because reason: String) {
        connections.slowness.warn(
            "Connection closed: \(reason)",
            metadata: ["client.address": "\(context.remoteAddress?.ipAddress ?? "?")"]
        )
        stop()
        // A reply of an earlier request may be on its way; nothing may come in between.
        guard pendingReplies == 0 else { return context.close(promise: nil) }
        let channel = context.channel
        let written = context.eventLoop.makePromise(of: Void.self)
        written.futureResult.whenComplete { _ in channel.close(promise: nil) }
        context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: Self.timeout)), promise: written)
    }

    private static let grace = TimeAmount.seconds(2)
    private static let timeout =
        "HTTP/1.1 408 Request Timeout\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
}
