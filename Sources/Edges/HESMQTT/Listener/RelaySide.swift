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
    /// Set until the socket is closed; breaks the cycle then.
    private var connection: RelayConnection?
    private var context: ChannelHandlerContext?
    /// The channel asked to read while it might not.
    private var owesRead = false
    /// Read and not to be passed on yet, in order.
    ///
    /// NIO reads what the kernel holds when the peer has closed, asked or not: at most `RelaySocket.receiveBufferBytes`,
    /// twice, as Linux counts.
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

    func takeHeld() -> [ByteBuffer] {
        defer { held = [] }
        return held
    }

    func readIfOwed() {
        guard owesRead, let connection, connection.mayRead(self) else { return }
        owesRead = false
        context?.read()
    }

    /// `onWritten` is called when the kernel has the bytes, and not where the socket is gone before.
    func write(_ bytes: ByteBuffer, onWritten: (() -> Void)? = nil) {
        guard let context else { return }
        guard let onWritten else { return context.write(wrapOutboundOut(bytes), promise: nil) }
        let written = context.eventLoop.makePromise(of: Void.self)
        written.futureResult.assumeIsolated().whenSuccess(onWritten)
        context.write(wrapOutboundOut(bytes), promise: written)
    }

    func flush() { context?.flush() }

    /// Ends this direction when everything written has gone; `onEnded` is called then, or when it cannot go.
    ///
    /// NIO would drop what is still to be written where the other direction has ended before.
    func closeOutput(onEnded: @escaping () -> Void) {
        guard let context else { return onEnded() }
        let written = context.eventLoop.makePromise(of: Void.self)
        written.futureResult.assumeIsolated().whenComplete { [self] _ in
            self.context?.close(mode: .output, promise: nil)
            onEnded()
        }
        context.writeAndFlush(wrapOutboundOut(ByteBuffer()), promise: written)
    }

    /// - Parameter resets: tells the peer with RST, and lets go what is still to be written.
    func close(resets: Bool = false) {
        guard let context else { return }
        if resets, let socket = context.channel as? any SocketOptionProvider {
            // On the event loop this is done at once.
            _ = socket.setSoLinger(linger(l_onoff: 1, l_linger: 0))
        }
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
        owesRead = true
        readIfOwed()
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
        connection?.failed(self, error)
        context.close(promise: nil)
    }
}
