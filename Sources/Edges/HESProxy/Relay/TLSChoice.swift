import NIOCore
import NIOSSL

/// Looks at a client's first byte: a TLS handshake (RFC 8446 §5.1, 0x16) is ended here, other bytes pass as they are.
final class TLSChoice: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer

    private let tls: NIOSSLContext

    init(_ tls: NIOSSLContext) { self.tls = tls }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let bytes = unwrapInboundIn(data)
        do {
            if bytes.getInteger(at: bytes.readerIndex, as: UInt8.self) == 0x16 {
                let handler = NIOSSLServerHandler(context: tls)
                try context.pipeline.syncOperations.addHandler(handler, position: .after(self))
            }
            context.fireChannelRead(data)
            context.pipeline.syncOperations.removeHandler(context: context, promise: nil)
        } catch {
            context.fireErrorCaught(error)
        }
    }
}
