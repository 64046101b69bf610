import NIOCore

#if canImport(Darwin)
import Darwin
#elseif canImport(Musl)
import Musl
#else
import Glibc
#endif

/// One of the two sockets of a relayed connection; lives on the connection's event loop.
///
/// It reads only while the other takes more, so that a connection holds what the sockets' buffers hold.
final class RelayHalf: ChannelDuplexHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    let role: PassingConnection.Role
    /// Nil once the socket is closed, which breaks the reference cycle.
    private var connection: PassingConnection?
    private var context: ChannelHandlerContext?
    private var hasPendingRead = false
    /// The peer sends no more.
    var hasEnded = false
    private(set) var isGone = false

    init(_ role: PassingConnection.Role, of connection: PassingConnection) {
        (self.role, self.connection) = (role, connection)
    }

    var isWritable: Bool { context?.channel.isWritable ?? true }

    func readIfPending() {
        guard hasPendingRead, let connection, connection.mayRead(self) else { return }
        hasPendingRead = false
        context?.read()
    }

    func send(_ bytes: ByteBuffer) { context?.writeAndFlush(wrapOutboundOut(bytes), promise: nil) }

    /// Ends this direction when the kernel has everything written.
    ///
    /// Closing at once, NIO would drop unwritten bytes when the other direction has ended before.
    func closeOutput(andInput isWhole: Bool = false) {
        guard let context else { return }
        let written = context.eventLoop.makePromise(of: Void.self)
        written.futureResult.assumeIsolated().whenComplete { [self] _ in
            guard let context = self.context else { return }
            if hasEnded || isWhole { context.close(promise: nil) } else { context.close(mode: .output, promise: nil) }
        }
        context.writeAndFlush(wrapOutboundOut(ByteBuffer()), promise: written)
    }

    /// - Parameter resets: closes with RST and drops unwritten bytes.
    func close(resets: Bool) {
        guard let context else { return }
        if resets { context.channel.dropUnwrittenBytes() }
        context.close(promise: nil)
    }

    func handlerAdded(context: ChannelHandlerContext) { self.context = context }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.context = nil
        isGone = true
        connection?.closed(self)
        connection = nil
    }

    func read(context: ChannelHandlerContext) {
        hasPendingRead = true
        readIfPending()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        connection?.received(unwrapInboundIn(data), from: self)
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) { connection?.writabilityChanged(of: self) }

    func channelInactive(context: ChannelHandlerContext) {
        connection?.ended(self)
        context.fireChannelInactive()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case .inputClosed? = event as? ChannelEvent { connection?.ended(self) }
        context.fireUserInboundEventTriggered(event)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        connection?.failed(self, with: error)
        context.close(promise: nil)
    }
}

extension Channel {
    /// Has its end be RST and drop unwritten bytes; call it on the event loop.
    func dropUnwrittenBytes() {
        guard let socket = self as? any SocketOptionProvider else { return }
        // On the event loop this is done at once.
        _ = socket.setSoLinger(linger(l_onoff: 1, l_linger: 0))
    }
}
