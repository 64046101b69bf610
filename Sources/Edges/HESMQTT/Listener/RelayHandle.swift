import NIOCore

/// Reaches a connection from any thread; nothing here waits.
struct RelayHandle: Sendable {
    private let eventLoop: any EventLoop
    private let connection: NIOLoopBound<RelayConnection>
    /// Succeeds when both sockets are closed.
    let end: EventLoopFuture<Void>

    /// Call it on the connection's event loop.
    init(_ connection: RelayConnection, on eventLoop: any EventLoop, end: EventLoopFuture<Void>) {
        self.eventLoop = eventLoop
        self.connection = NIOLoopBound(connection, eventLoop: eventLoop)
        self.end = end
    }

    func cut() { eventLoop.execute { connection.value.cut() } }

    /// Cuts a client of a tenant whose broker is down.
    func cut(awayFrom tenantCode: String) {
        eventLoop.execute {
            connection.value.awayFromTenant = tenantCode
            connection.value.cut()
        }
    }

    func review() { eventLoop.execute { connection.value.review() } }

    func stall() { eventLoop.execute { connection.value.stall() } }

    func resume() { eventLoop.execute { connection.value.resume() } }
}
