import NIOCore
import NIOSSL

/// Adds TLS to a connection whose first byte begins a handshake, and leaves others as they are.
final class TLSDetector: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer

    private let context: NIOSSLContext

    init(_ context: NIOSSLContext) {
        self.context = context
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        if unwrapInboundIn(data).readableBytesView.first == Self.handshake {
            do {
                let handler = NIOSSLServerHandler(context: self.context)
                try context.pipeline.syncOperations.addHandler(handler, position: .after(self))
            } catch {
                context.fireErrorCaught(error)
                return context.close(promise: nil)
            }
        }
        context.fireChannelRead(data)
        context.pipeline.syncOperations.removeHandler(context: context, promise: nil)
    }

    /// The content type of a TLS record that begins a handshake (RFC 8446 §5.1); no HTTP request begins with it.
    private static let handshake: UInt8 = 22
}
