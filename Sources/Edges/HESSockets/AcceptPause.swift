import Logging
package import NIOCore

/// Accepts while the process has descriptors to spare; otherwise makes room, and tries again after 20 ms.
///
/// Two kinds of shortage. Before each read it counts: connections never take the descriptors that ``DescriptorLimit`` reserves
/// for the process itself. And when the system refuses all the same, it pauses: NIO would keep the socket registered after the
/// error, and the event loop would find it readable again at once, for ever. What is not accepted waits in the kernel's queue.
/// Belongs before every other handler of the listening channel.
final class AcceptPauseHandler: ChannelDuplexHandler {
    typealias InboundIn = any Channel
    typealias OutboundIn = Never

    private let log: RareLog
    private let makeRoom: @Sendable (_ lasts: Bool) -> Void
    private let free: @Sendable (_ bound: Int, DescriptorLimit) -> Int
    /// Since when nothing could be accepted; nil while it can.
    private var pausedSince: NIODeadline?
    private var retry: Scheduled<Void>?

    /// - Parameters:
    ///   - log: a line for each shortage.
    ///   - makeRoom: see ``acceptPause(_:makeRoom:)``.
    ///   - free: how many descriptors are free, counted to the bound at least.
    init(
        _ log: RareLog,
        makeRoom: @escaping @Sendable (_ lasts: Bool) -> Void = { _ in },
        free: @escaping @Sendable (_ bound: Int, DescriptorLimit) -> Int = { bound, limit in
            FreeDescriptors.count(until: bound, limit: limit.count)
        }
    ) {
        self.log = log
        self.makeRoom = makeRoom
        self.free = free
    }

    func read(context: ChannelHandlerContext) {
        guard pausedSince == nil else { return }
        if mayAccept(context) { context.read() } else { pause(context) }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        guard let shortage = error as? IOError, Shortage.isNamed(shortage.errnoCode) else {
            return context.fireErrorCaught(error)
        }
        warn(["error": "\(error)"])
        if pausedSince == nil { pause(context) }
    }

    func channelInactive(context: ChannelHandlerContext) {
        retry?.cancel()
        context.fireChannelInactive()
    }

    func handlerRemoved(context: ChannelHandlerContext) { retry?.cancel() }

    /// Also says how many connections the next read may accept: near the reserve one at a time, for other listening sockets
    /// read at the same time.
    private func mayAccept(_ context: ChannelHandlerContext) -> Bool {
        let limit = DescriptorLimit.current
        let ample = limit.reserved + Self.listenerBound * Self.batch
        let free = free(ample, limit)
        guard free >= limit.reserved else {
            warn(["descriptor.free": "\(free)"])
            return false
        }
        let batch: UInt = free < ample ? 1 : UInt(Self.batch)
        // Fails when the channel has been closed, which then reads no more anyway.
        try? context.channel.syncOptions?.setOption(.maxMessagesPerRead, value: batch)
        return true
    }

    private func pause(_ context: ChannelHandlerContext) {
        let now = context.eventLoop.now
        let since = pausedSince ?? now
        pausedSince = since
        makeRoom(now - since >= Self.long)
        setReading(false, context: context)
        let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        retry = context.eventLoop.scheduleTask(in: Self.patience) {
            let (handler, context) = bound.value
            handler.tryAgain(context)
        }
    }

    private func tryAgain(_ context: ChannelHandlerContext) {
        guard mayAccept(context) else { return pause(context) }
        pausedSince = nil
        setReading(true, context: context)
        context.read()
    }

    private func warn(_ facts: Logger.Metadata) {
        log.warn(
            "Accepting pauses: no descriptors or memory for another connection; close some, or raise ulimit -n",
            metadata: facts.merging(["descriptor.limit": "\(DescriptorLimit.current.count)"]) { fact, _ in fact }
        )
    }

    /// Fails when the channel has been closed meanwhile, which then reads no more anyway.
    private func setReading(_ reads: Bool, context: ChannelHandlerContext) {
        try? context.channel.syncOptions?.setOption(.autoRead, value: reads)
    }

    private static let patience = TimeAmount.milliseconds(20)
    /// From when on a pause lasts.
    private static let long = TimeAmount.seconds(1)
    /// NIO's own for a listening socket.
    private static let batch = 4
    /// Two for HTTP, one for MQTT.
    private static let listenerBound = 3
}

/// Makes the handler that a listening channel has before every other.
///
/// - Parameters:
///   - log: a line for each shortage.
///   - makeRoom: called on the channel's event loop every 20 ms of a shortage, to close what can be spared; it must not block.
///     `lasts` once nothing could be accepted for a second.
/// - Returns: an ``AcceptPauseHandler``.
package func acceptPause(
    _ log: RareLog,
    makeRoom: @escaping @Sendable (_ lasts: Bool) -> Void = { _ in }
) -> any ChannelHandler {
    AcceptPauseHandler(log, makeRoom: makeRoom)
}
