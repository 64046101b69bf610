import HESContract
import HESRuntime
import HESSimulation
import Logging
import NIOCore
import NIOPosix
import ServiceLifecycle
import SimulationKernel
import Testing

@testable import HESHTTP

@Suite("An HTTP port", .timeLimit(.minutes(1)))
struct HTTPEdgeTests {
    @Test("the control API answers beside the nine calls, with 404 and 405 in its own form")
    func control() async throws {
        try await Port.with(.everything) { port, _ in
            let clock = try await port.send("GET /_sim/clock HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
            let none = try await port.send("GET /_sim/x HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
            let wrong = try await port.send("PUT /_sim/clock HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
            let call = try await port.send(Message.post(Message.token, fields: ["Connection: close"]))

            #expect(clock.contains(" 200 OK") && clock.contains("\"mode\":\"manual\""))
            #expect(none.contains(" 404 ") && none.contains(#"{"error":{"message":"no such path '/_sim/x'"}}"#))
            #expect(wrong.contains(" 405 ") && wrong.lowercased().contains("allow: get, head, post"))
            #expect(call.contains("\"code\":200"))
        }
    }

    @Test("a port of the calls alone has no control API")
    func callsOnly() async throws {
        try await Port.with(.calls) { port, _ in
            let reply = try await port.send("GET /_sim/clock HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
            #expect(reply.contains(" 404 "))
        }
    }

    @Test("a port of the control API alone has no calls")
    func controlOnly() async throws {
        try await Port.with(.control) { port, _ in
            let reply = try await port.send(Message.post(Message.token, fields: ["Connection: close"]))
            #expect(reply.contains(" 404 "))
        }
    }

    @Test("the control token opens all but health, which is open")
    func bearer() async throws {
        try await Port.with(.everything, token: "secret") { (port, _) async throws in
            func get(_ path: String, _ fields: String = "") async throws -> String {
                try await port.send("GET \(path) HTTP/1.1\r\nHost: localhost\r\n\(fields)Connection: close\r\n\r\n")
            }
            #expect(try await get("/_sim/clock").contains(" 401 "))
            #expect(try await get("/_sim/clock", "Authorization: Bearer wrong\r\n").contains(" 401 "))
            #expect(try await get("/_sim/clock", "Authorization: Bearer secret\r\n").contains(" 200 "))
            #expect(try await get("/_sim/health/live").contains(" 200 "))
        }
    }

    @Test("pages of other origins and names bent to this machine are refused by the control API")
    func origins() async throws {
        try await Port.with(.everything) { (port, _) async throws in
            func get(_ fields: String) async throws -> String {
                try await port.send("GET /_sim/clock HTTP/1.1\r\n\(fields)\r\nConnection: close\r\n\r\n")
            }
            #expect(try await get("Host: evil.example").contains(" 403 "))
            #expect(try await get("Host: localhost\r\nOrigin: http://evil.example").contains(" 403 "))
            #expect(try await get("Host: localhost:1\r\nOrigin: http://localhost:1").contains(" 200 "))
        }
    }

    @Test("a reply that drips leaves with the clock")
    func drip() async throws {
        let faults = #"[{"id":"it","effect":{"type":"replyDrip","chunk":7,"every":"10s"}}]"#
        try await Port.with(.calls, faults: faults) { port, simulator in
            let request = Message.post(Message.token, fields: ["Connection: close"])
            let world = try #require(simulator.worlds.first)
            let (beginning, reply) = try await port.send(request) { beginning in
                guard let body = beginning.split(separator: "\r\n\r\n", maxSplits: 1).dropFirst().first else {
                    return false
                }
                #expect(body.utf8.count == 7)
                _ = try await world.command(.advance(.milliseconds(3_600_000)), patience: .seconds(10))
                return true
            }

            #expect(beginning.utf8.count < reply.utf8.count)
            #expect(reply.hasSuffix("}") && reply.contains("\"code\":200"))
        }
    }

    @Test("a reply that is reset ends with a RST")
    func reset() async throws {
        try await Port.with(.calls, faults: #"[{"id":"it","effect":{"type":"replyReset"}}]"#) { port, _ in
            await #expect(throws: IOError.self) {
                _ = try await port.send(Message.post(Message.token))
            }
        }
    }

    @Test(
        "connections that are accepted and not yet served when the port is cancelled are closed",
        .timeLimit(.minutes(1))
    )
    func cancelled() async throws {
        let simulator = try HTTPTestDocument.simulator(faults: "[]")
        let edge = HTTPEdge(content: .calls(), host: "127.0.0.1", port: 0)
        let (opened, open) = AsyncStream.makeStream(of: Int.self)
        let (never, _) = AsyncStream.makeStream(of: Never.self)
        // The port accepts already, and serves when this closure has returned: here, when it is cancelled.
        let service = try edge.service(simulator, logger: Port.logger) { number in
            open.yield(number)
            for await _ in never {}
        }
        let serving = Task { try await service.run() }
        let port = Port(number: try #require(await opened.first { _ in true }))
        let connections = try await port.connect(count: 32)
        serving.cancel()

        _ = await serving.result
        for connection in connections { try await connection.closeFuture.get() }
    }

    @Test(
        "a connection without traffic is closed, all ports alike",
        arguments: [.calls, .control, .everything] as [HTTPEdge.Purpose]
    )
    func idle(purpose: HTTPEdge.Purpose) async throws {
        try await Port.with(purpose, idleTimeout: .milliseconds(50)) { port, _ in
            let said = "GET /apis/openapi/getToken HTTP/1.1\r\nHost: localhost\r\n\r\n"

            for connection in try await port.connect(count: 1) { try await connection.closeFuture.get() }
            #expect(try await port.send(said).contains("HTTP/1.1 40"))
        }
    }

    @Test("a port that is taken is named")
    func taken() async throws {
        try await Port.with(.calls) { port, simulator in
            let edge = HTTPEdge(content: .calls(), host: "127.0.0.1", port: port.number)
            let service = try edge.service(simulator, logger: Port.logger) { _ in }
            let error = await #expect(throws: PortUnavailable.self) { try await service.run() }

            #expect(error?.purpose == .calls && error?.port == port.number)
        }
    }
}

/// An open port, and a client that sends bytes to it as they are.
private struct Port {
    let number: Int

    static let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    static func with(
        _ purpose: HTTPEdge.Purpose,
        token: String? = nil,
        faults: String = "[]",
        idleTimeout: Duration = .seconds(600),
        _ body: @Sendable (Port, Simulator) async throws -> Void
    ) async throws {
        let simulator = try HTTPTestDocument.simulator(faults: faults)
        let edge = HTTPEdge(
            content: content(purpose, token: token),
            host: "127.0.0.1",
            port: 0,
            idleTimeout: idleTimeout
        )
        let (opened, open) = AsyncStream.makeStream(of: Int.self)
        let service = try edge.service(simulator, logger: logger) { open.yield($0) }
        let group = ServiceGroup(services: [service], logger: logger)
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await group.run() }
            let number = try #require(await opened.first { _ in true })
            try await body(Port(number: number), simulator)
            await group.triggerGracefulShutdown()
            try await tasks.waitForAll()
        }
    }

    private static func content(_ purpose: HTTPEdge.Purpose, token: String?) -> HTTPEdge.Content {
        let factory = WorldFactory(
            Simulator.Surroundings(publisher: NoBroker()),
            defaultScenario: HTTPTestDocument.document(),
            wallClock: { SimulatedInstant(milliseconds: 0) }
        )
        let control = HTTPEdge.ControlAPI(
            readiness: Readiness(),
            worldFactory: factory,
            token: token.map { Secret($0) }
        )
        return switch purpose {
        case .calls: .calls()
        case .control: .control(control)
        case .everything: .everything(control)
        }
    }

    /// Connections that say nothing.
    func connect(count: Int) async throws -> [any Channel] {
        var channels: [any Channel] = []
        for _ in 0..<count {
            let bootstrap = ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            channels.append(try await bootstrap.connect(host: "127.0.0.1", port: number).get())
        }
        return channels
    }

    /// All that comes until the server closes the connection.
    func send(_ text: String) async throws -> String {
        try await send(text) { _ in true }.whole
    }

    /// Asks `isBegun` about what has come until it says yes, then reads until the server closes the connection.
    func send(
        _ text: String,
        isBegun: @Sendable (String) async throws -> Bool
    ) async throws -> (beginning: String, whole: String) {
        let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .connect(host: "127.0.0.1", port: number) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
                }
            }
        return try await channel.executeThenClose { inbound, outbound in
            try await outbound.write(ByteBuffer(string: text))
            var (whole, beginning) = ("", nil as String?)
            for try await buffer in inbound {
                whole += String(buffer: buffer)
                if beginning == nil, try await isBegun(whole) { beginning = whole }
            }
            return (beginning ?? "", whole)
        }
    }
}
