import Logging
import MQTTClient
import NIOCore
import NIOHTTP1
import NIOPosix

/// The least a head-end can do for a plan: answers every request with fixed bytes and publishes fixed bytes with QoS 1.
///
/// `bare-publisher HTTP-PORT MQTT-PORT`: it parses no body, decides nothing and keeps nothing, so its rate shows what the
/// same HTTP server and the same MQTT client do without a simulator between them.
@main
struct BarePublisher {
    static func main() async throws {
        let ports = CommandLine.arguments.dropFirst().compactMap { Int($0) }
        guard ports.count == 2 else { throw Usage() }
        var configuration = MQTTConfiguration(host: "127.0.0.1", port: ports[1], clientID: "bare-publisher")
        configuration.maximumWaiting = 1_000_000
        let client = try MQTTClient(
            configuration: configuration,
            logger: Logger(label: "bare") { _ in SwiftLogNoOpLogHandler() }
        )
        try client.start()
        let server = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .serverChannelOption(.backlog, value: 256)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.socketOption(.tcp_nodelay), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.configureHTTPServerPipeline()
                    try channel.pipeline.syncOperations.addHandler(AnswerHandler(client: client))
                }
            }
            .bind(host: "127.0.0.1", port: ports[0]).get()
        try await server.closeFuture.get()
    }

    private struct Usage: Error, CustomStringConvertible {
        let description = "Usage: bare-publisher HTTP-PORT MQTT-PORT"
    }
}

private final class AnswerHandler: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    /// As long as the simulator's answer to readSingle, and the push that follows it.
    private static let answer =
        #"{"code":200,"msg":"success","data":{"planId":"P003_20240715063000000000","topicId":"/1000000067/P003_20240715063000000000/data"}}"#
    private static let push = MQTTMessage(
        topic: "/1000000067/P003_20240715063000000000/data",
        payload: Array(
            #"{"planId":"P003_20240715063000000000","data":{"status":"00","list":[{"devAddr":"019000000001","timestamp":"2024-07-15 06:30:00","cgcode":"5050","unit":"V","value":"230.1"}]}}"#
                .utf8
        ),
        qos: .atLeastOnce
    )

    private let client: MQTTClient

    init(client: MQTTClient) {
        self.client = client
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard case .end = unwrapInboundIn(data) else { return }
        var head = HTTPResponseHead(version: .http1_1, status: .ok)
        head.headers.add(name: "content-type", value: "application/json;charset=UTF-8")
        head.headers.add(name: "content-length", value: "\(Self.answer.utf8.count)")
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(string: Self.answer)))), promise: nil)
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
        // A full queue ends the process, so that no rate counts answers without a push.
        do { _ = try client.send(Self.push) } catch { fatalError("\(error)") }
    }
}
