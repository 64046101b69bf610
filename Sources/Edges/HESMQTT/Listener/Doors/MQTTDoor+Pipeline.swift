import NIOCore
import NIOHTTP1
import NIOSSL
import NIOWebSocket

extension MQTTDoor.Transport {
    /// Sets up a connection that was accepted, up to where MQTT's bytes come and go; call it on the channel's event loop.
    ///
    /// - Parameters:
    ///   - channel: the connection.
    ///   - accept: adds the handler of these bytes; for WebSockets called when the client has upgraded.
    /// - Throws: when the channel has been closed meanwhile, and what `accept` throws.
    func setUp(_ channel: any Channel, accept: @escaping @Sendable (any Channel) throws -> Void) throws {
        switch self {
        case .tls(let context):
            try channel.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: context))
            try accept(channel)
        case .webSocket(let context, let permitsOrigin):
            if let context { try channel.pipeline.syncOperations.addHandler(TLSDetector(context)) }
            try setUpWebSocket(channel, origins: WebSocketOrigins(permits: permitsOrigin), accept: accept)
        }
    }

    private func setUpWebSocket(
        _ channel: any Channel,
        origins: WebSocketOrigins,
        accept: @escaping @Sendable (any Channel) throws -> Void
    ) throws {
        let refusal = UpgradeRefusal(origins)
        let bound = NIOLoopBound(refusal, eventLoop: channel.eventLoop)
        let upgrader = NIOWebSocketServerUpgrader(
            maxFrameSize: Self.largestFrame,
            automaticErrorHandling: true,
            shouldUpgrade: { channel, head in
                channel.eventLoop.makeSucceededFuture(
                    Self.offersMQTT(head) && origins.denied(head) == nil
                        ? ["Sec-WebSocket-Protocol": Self.subprotocol] : nil
                )
            },
            upgradePipelineHandler: { channel, _ in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(WebSocketBytes())
                    try accept(channel)
                }
            }
        )
        try channel.pipeline.syncOperations.configureHTTPServerPipeline(
            withPipeliningAssistance: false,
            withServerUpgrade: (
                upgraders: [upgrader],
                completionHandler: { context in
                    // The codec of HTTP goes by itself.
                    context.pipeline.syncOperations.removeHandler(bound.value, promise: nil)
                }
            )
        )
        try channel.pipeline.syncOperations.addHandler(refusal)
    }

    /// A client must offer it, and the server must answer with it (MQTT 3.1.1 §6).
    private static let subprotocol = "mqtt"

    private static func offersMQTT(_ head: HTTPRequestHead) -> Bool {
        head.headers[canonicalForm: "Sec-WebSocket-Protocol"].contains(Substring(subprotocol))
    }

    /// In bytes; clients of a head-end send little, and a packet may span frames.
    private static let largestFrame = 1 << 20
}
