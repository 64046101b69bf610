import HummingbirdCore
import Logging
import NIOCore
import NIOHTTPTypesHTTP1

/// Sets up HTTP on a connection when it is served, not when it is accepted.
///
/// Between the two Hummingbird's server keeps the connection in a queue, which it drops when it is cancelled. A
/// `NIOAsyncChannel` in that queue ends the process (`Deinited NIOAsyncWriter without calling finish()`), so what waits there
/// is the bare channel. It reads nothing before it is served, and is closed if it never is.
struct DeferredHTTPChannel: ServerChildChannel {
    private let http: HTTP1Channel
    private let connections: OpenConnections
    /// Made for each connection; they stand between the HTTP codec and Hummingbird.
    private let handlers: @Sendable () -> [any ChannelHandler]

    init(_ http: HTTP1Channel, connections: OpenConnections, handlers: @escaping @Sendable () -> [any ChannelHandler]) {
        self.http = http
        self.connections = connections
        self.handlers = handlers
    }

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<AcceptedConnection> {
        channel.eventLoop.makeCompletedFuture {
            try channel.syncOptions?.setOption(.autoRead, value: false)
            try channel.pipeline.syncOperations.addHandler(QuiescedConnectionCloser())
            let accepted = AcceptedConnection(channel)
            connections.admit(channel, activity: accepted.activity)
            return accepted
        }
    }

    func handle(value: AcceptedConnection, logger: Logger) async {
        // The connection is closed with the value's release, so it lives as long as it is served.
        defer { withExtendedLifetime(value) {} }
        let channel = value.channel
        do {
            let served = try await channel.eventLoop.flatSubmit {
                serve(value, logger: logger)
            }.get()
            await ConnectionLoop.$current.withValue(channel.eventLoop) {
                await http.handle(value: served, logger: logger)
            }
        } catch {
            // The peer closed the connection before it was served.
            channel.close(promise: nil)
        }
    }

    /// On the channel's event loop, in one go: nothing arrives between the handlers' coming and the first read.
    private func serve(_ connection: AcceptedConnection, logger: Logger) -> EventLoopFuture<HTTP1Channel.Value> {
        let channel = connection.channel
        let pipeline = channel.pipeline.syncOperations
        // Nil: the channel has been closed, and its handlers are gone.
        if let closer = try? pipeline.context(handlerType: QuiescedConnectionCloser.self) {
            pipeline.removeHandler(context: closer, promise: nil)
        }
        do {
            try pipeline.addHandler(RequestWatch(connections, activity: connection.activity))
        } catch {
            return channel.eventLoop.makeFailedFuture(error)
        }
        let served = http.setup(channel: channel, logger: logger).flatMapThrowing { served in
            // Before Hummingbird's conversion of heads, which costs a tenth of an answer.
            let operations = channel.pipeline.syncOperations
            let conversion = try operations.handler(type: HTTP1ToHTTPServerCodec.self)
            try operations.addHandlers(handlers(), position: .before(conversion))
            return served
        }
        served.whenSuccess { _ in
            // Fails when the channel has been closed meanwhile; the task that serves it is told by the channel itself.
            try? channel.syncOptions?.setOption(.autoRead, value: true)
        }
        return served
    }
}

/// A connection that was accepted and is not yet served; closed when it is released.
final class AcceptedConnection: ServerChildChannelValue {
    let channel: any Channel
    let activity = ConnectionActivity()

    init(_ channel: any Channel) {
        self.channel = channel
    }

    deinit {
        channel.close(promise: nil)
    }
}

/// Closes a connection that is not yet served when the server shuts down; ``OpenAPIHandler`` and Hummingbird's handlers do it
/// afterwards.
private final class QuiescedConnectionCloser: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = NIOAny

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if event is ChannelShouldQuiesceEvent {
            context.close(promise: nil)
        } else {
            context.fireUserInboundEventTriggered(event)
        }
    }
}
