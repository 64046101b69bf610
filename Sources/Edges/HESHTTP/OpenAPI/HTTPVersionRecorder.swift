import NIOCore
import NIOHTTP1

/// Records whether a client speaks HTTP/1.0, which the codec behind it does not tell.
///
/// Such a connection ends with its reply unless the client asks otherwise (RFC 9112 §9.3).
final class HTTPVersionRecorder: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias InboundOut = HTTPServerRequestPart

    private(set) var isHTTP10 = false

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        if case .head(let head) = Self.unwrapInboundIn(data) { isHTTP10 = head.version == .http1_0 }
        context.fireChannelRead(data)
    }
}
