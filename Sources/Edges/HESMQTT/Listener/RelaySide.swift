import NIOCore

#if canImport(Darwin)
import Darwin
#elseif canImport(Musl)
import Musl
#else
import Glibc
#endif

/// One of a connection's two sockets; lives on the connection's event loop.
final class RelaySide: ChannelDuplexHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    enum Role {
        case client
        case broker
    }

    let role: Role
    /// Nil once the socket is closed, which breaks the reference cycle.
    private var connection: RelayConnection?
    private var context: ChannelHandlerContext?
    /// The channel asked to read while reading was not allowed.
    private var hasPendingRead = false
    /// Bytes read that may not be passed on yet, in order.
    ///
    /// When the peer has closed, NIO reads what the kernel holds even without a read request: at most
    /// `RelaySocket.receiveBufferBytes`, on Linux twice as much.
    private var held: [ByteBuffer] = []
    /// The peer sends no more.
    var hasEnded = false
    private(set) var isGone = false

    init(role: Role, connection: RelayConnection) {
        self.role = role
        self.connection = connection
    }

    var isWritable: Bool { context?.channel.isWritable ?? true }

    func hold(_ bytes: ByteBuffer) { held.append(bytes) }

    func removeHeld() -> [ByteBuffer] {
        defer { held = [] }
        return held
    }

    func readIfPending() {
        guard hasPendingRead, let connection, connection.mayRead(self) else { return }
        hasPendingRead = false
        context?.read()
    }

    /// Calls `onWritten` when the kernel has the bytes; never when the socket closes before.
    func write(_ bytes: ByteBuffer, onWritten: (() -> Void)? = nil) {
        guard let context else { return }
        guard let onWritten else { return context.write(wrapOutboundOut(bytes), promise: nil) }
        let written = context.eventLoop.makePromise(of: Void.self)
        written.futureResult.assumeIsolated().whenSuccess(onWritten)
        context.write(wrapOutboundOut(bytes), promise: written)
    }

    func flush() { context?.flush() }

    /// Ends this direction when the kernel has everything written; `onEnded` is called then, or when that fails.
    ///
    /// Closing at once, NIO would drop unwritten bytes when the other direction has ended before.
    func closeOutput(onEnded: @escaping () -> Void) {
        guard let context else { return onEnded() }
        let written = context.eventLoop.makePromise(of: Void.self)
        written.futureResult.assumeIsolated().whenComplete { [self] _ in
            self.context?.close(mode: .output, promise: nil)
            onEnded()
        }
        context.writeAndFlush(wrapOutboundOut(ByteBuffer()), promise: written)
    }

    /// - Parameter resets: closes with RST and drops unwritten bytes.
    func close(resets: Bool = false) {
        guard let context else { return }
        if resets { context.channel.dropUnwritten() }
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

    func channelReadComplete(context: ChannelHandlerContext) { connection?.receivedAll(from: self) }

    func channelWritabilityChanged(context: ChannelHandlerContext) { connection?.writabilityChanged(of: self) }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case .inputClosed? = event as? ChannelEvent { connection?.inputEnded(of: self) }
        context.fireUserInboundEventTriggered(event)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        connection?.failed(self, with: error)
        context.close(promise: nil)
    }
}

extension Channel {
    /// Has its end be RST and drop unwritten bytes; call it on the event loop.
    func dropUnwritten() {
        guard let socket = self as? any SocketOptionProvider else { return }
        // On the event loop this is done at once.
        _ = socket.setSoLinger(linger(l_onoff: 1, l_linger: 0))
    }
}
