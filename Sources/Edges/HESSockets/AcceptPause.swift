import Logging
package import NIOCore

#if canImport(Darwin)
import Darwin
#elseif canImport(Musl)
import Musl
#else
import Glibc
#endif

/// Pauses a listening socket that cannot accept because descriptors or memory have run out, makes room, and tries again after
/// 100 ms.
///
/// Without it NIO keeps the socket registered after the error, and the event loop finds it readable again at once, for ever.
/// Belongs before every other handler of the listening channel.
final class AcceptPauseHandler: ChannelInboundHandler {
    typealias InboundIn = any Channel

    private let log: RareLog
    private let makeRoom: @Sendable () -> Void
    private var isPaused = false

    /// `makeRoom` is called on the channel's event loop at each shortage, to close what can be spared; it must not block.
    init(_ log: RareLog, makeRoom: @escaping @Sendable () -> Void = {}) {
        self.log = log
        self.makeRoom = makeRoom
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        guard let error = error as? IOError, Self.shortages.contains(error.errnoCode) else {
            return context.fireErrorCaught(error)
        }
        log.warn(
            "Accepting pauses: no descriptors or memory for another connection; close some, or raise ulimit -n",
            metadata: ["error": "\(error)", "descriptor.limit": "\(DescriptorLimit.current.count)"]
        )
        guard !isPaused else { return }
        isPaused = true
        makeRoom()
        setReading(false, context: context)
        let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        context.eventLoop.scheduleTask(in: .milliseconds(100)) {
            let (handler, context) = bound.value
            handler.isPaused = false
            handler.setReading(true, context: context)
        }
    }

    /// Fails when the channel has been closed meanwhile, which then reads no more anyway.
    private func setReading(_ reads: Bool, context: ChannelHandlerContext) {
        try? context.channel.syncOptions?.setOption(.autoRead, value: reads)
    }

    private static let shortages = [EMFILE, ENFILE, ENOBUFS, ENOMEM]
}

/// `makeRoom` is called as ``AcceptPauseHandler`` says.
package func acceptPause(_ log: RareLog, makeRoom: @escaping @Sendable () -> Void = {}) -> any ChannelHandler {
    AcceptPauseHandler(log, makeRoom: makeRoom)
}
