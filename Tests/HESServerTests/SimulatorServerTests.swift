import AsyncHTTPClient
import Foundation
import GRDB
import HESContract
import HESHTTP
import HESMQTT
import HESRuntime
import HESScenario
import HESServer
import HESSimulation
import JSON
import Logging
import MQTTClient
import MQTTTestSupport
import NIOCore
import NIOHTTP1
import SimulationKernel
import Synchronization
import Testing

@Suite("The simulator server", .timeLimit(.minutes(2)))
struct SimulatorServerTests {
    @Test("a call over HTTP becomes a push over MQTT, with a managed broker and ports that the system chose")
    func plan() async throws {
        try await Self.withServer { server, addresses in
            let configuration = MQTTConfiguration(host: "127.0.0.1", port: addresses.mqttPort, clientID: "test")
            try await RecordingClient.with(configuration) { client in
                try await client.client.subscribe("/1/#")
                let message = try await Self.push(addresses, of: server, to: client)

                #expect(message.topic.hasPrefix("/1/"))
                #expect(server.simulator.world(tenantCode: "1")?.undelivered.pushes == 0)
            }
        }
    }

    @Test("it is ready when it says so, and its control API knows its addresses")
    func ready() async throws {
        try await Self.withServer { _, addresses in
            let control = try #require(addresses.control)

            #expect(control == addresses.http + "/_sim")
            #expect(try await Self.get(control + "/health/ready").status == 200)
            #expect(try await Self.get(control + "/openapi.json?tenant=1").body.contains(addresses.http))
        }
    }

    @Test("without a control API its paths are not there")
    func noControl() async throws {
        try await Self.withServer {
            $0.control = nil
        } body: { _, addresses in
            #expect(addresses.control == nil)
            #expect(try await Self.get(addresses.http + "/_sim/clock").status == 404)
            let token = try await Self.token(addresses)
            #expect(token.isEmpty == false)
        }
    }

    @Test("a control API without a token stays on this machine, on a port of its own")
    func exposed() async throws {
        try await Self.withServer {
            $0.host = "0.0.0.0"
        } body: { _, addresses in
            let control = try #require(addresses.control)

            #expect(control.hasPrefix("http://127.0.0.1:") && !control.contains(":\(addresses.httpPort)/"))
            #expect(try await Self.get(control + "/clock").status == 200)
            #expect(try await Self.get("http://127.0.0.1:\(addresses.httpPort)/_sim/clock").status == 404)
            // Another address of this machine; the client tries for as long as it may.
            let elsewhere = control.replacing("127.0.0.1", with: "127.0.0.2") + "/clock"
            await #expect(throws: (any Error).self) { try await Self.get(elsewhere, within: .seconds(1)) }
        }
    }

    @Test("a taken HTTP port and a taken MQTT port are told apart")
    func takenPorts() async throws {
        try await Self.withServer { _, addresses in
            let http = await #expect(throws: ServerFailure.self) {
                try await Self.withServer {
                    $0.port = addresses.httpPort
                } body: { _, _ in
                }
            }
            let mqtt = await #expect(throws: ServerFailure.self) {
                try await Self.withServer {
                    $0.mqttPort = addresses.mqttPort
                } body: { _, _ in
                }
            }

            guard case .port(let port) = http else {
                Issue.record("\(String(describing: http))")
                return
            }
            #expect(port.port == addresses.httpPort && port.purpose == .everything)
            guard case .listener(.portTaken(addresses.mqttPort)) = mqtt else {
                Issue.record("\(String(describing: mqtt))")
                return
            }
        }
    }

    @Test("a broker that does not answer is named")
    func noBroker() async throws {
        let free = try await Self.withServer { _, addresses in addresses.mqttPort }
        let nowhere = BrokerAddress(host: "127.0.0.1", port: free)
        let failure = await #expect(throws: ServerFailure.self) {
            try await Self.withServer {
                $0.broker = .remote([nowhere])
                $0.connectionPatience = .milliseconds(50)
            } body: { _, _ in
            }
        }

        guard case .brokerUnreachable([nowhere], _) = failure else {
            Issue.record("\(String(describing: failure))")
            return
        }
    }

    @Test("a certificate that cannot be read is told, and the broker is stopped")
    func certificate() async throws {
        let mqttPort = try await Self.withServer { _, addresses in addresses.mqttPort }
        let log = BrokerLog()
        let failure = await #expect(throws: ServerFailure.self) {
            try await Self.withServer(logger: Logger(label: "test") { _ in log }) {
                $0.mqttPort = mqttPort
                $0.certificate = .init(chainFile: "/nowhere/chain.pem", keyFile: "/nowhere/key.pem")
            } body: { _, _ in
            }
        }

        guard case .certificate = failure else {
            Issue.record("\(String(describing: failure))")
            return
        }
        // Signal 0 asks whether there is such a process.
        #expect(kill(try #require(log.processID), 0) == -1)
        let again = try await Self.withServer {
            $0.mqttPort = mqttPort
        } body: { _, addresses in
            addresses.mqttPort
        }
        #expect(again == mqttPort, "the listener is closed as well")
    }

    @Test("it stops when its body throws, and gives its ports back")
    func bodyThrows() async throws {
        let port = Mutex(0)
        await #expect(throws: CancellationError.self) {
            try await Self.withServer { _, addresses in
                port.withLock { $0 = addresses.httpPort }
                throw CancellationError()
            }
        }

        let freed = port.withLock(\.self)
        let again = try await Self.withServer {
            $0.port = freed
        } body: { _, addresses in
            addresses.httpPort
        }
        #expect(again == freed)
    }

    @Test("a server that has stopped is released, with its worlds", .timeLimit(.minutes(1)))
    func released() async throws {
        let simulator = try await Self.withServer { server, addresses in
            _ = try await Self.read(addresses)
            return Released(simulator: server.simulator)
        }

        // Connections and the network thread let go of it a moment later.
        while simulator.simulator != nil { await Task.yield() }
    }

    @Test("a remote broker serves a server behind its own listener")
    func remoteBroker() async throws {
        try await TestBroker.running { broker in
            let brokerPort = broker.port
            let address = BrokerAddress(host: "127.0.0.1", port: brokerPort)
            try await Self.withServer {
                $0.broker = .remote([address])
            } body: { _, addresses in
                let planID = try await Self.read(addresses)
                #expect(addresses.mqttPort != brokerPort)
                #expect(planID.hasPrefix("P"))
            }
        }
    }

    @Test(
        "what a broker acknowledged comes again after a lost connection, unless it must not",
        arguments: [true, false]
    )
    func repetition(repeatsAfterLoss: Bool) async throws {
        try await TestBroker.running { broker in
            let address = BrokerAddress(host: "127.0.0.1", port: broker.port)
            // Stands between the server and its broker.
            let listener = try await MQTTListener.start(port: 0, brokers: [address], logger: .silent) { _ in }
            let payloads = try await RecordingClient.with(broker.configuration("test")) { client in
                try await client.client.subscribe("/1/#")
                try await Self.withServer {
                    $0.broker = .remote([BrokerAddress(host: "127.0.0.1", port: listener.port)])
                    $0.repeatsAfterLoss = repeatsAfterLoss
                } body: { server, addresses in
                    _ = try await Self.push(addresses, of: server, to: client)
                    listener.cut()
                    _ = try await Self.push(addresses, of: server, to: client)
                }
                return client.receivedPayloads
            }
            await listener.stop()
            #expect(payloads.count == (repeatsAfterLoss ? 3 : 2))
            #expect(Set(payloads).count == 2)
        }
    }

    @Test("a state file carries tokens from one server to the next")
    func state() async throws {
        try await Self.withStateFile { file in
            let token = try await Self.withServer(worlds: try Self.worlds(file)) { _, addresses in
                try await Self.token(addresses)
            }
            let planID = try await Self.withServer(worlds: try Self.worlds(file)) { _, addresses in
                try await Self.read(addresses, token: token)
            }

            #expect(planID.hasPrefix("P"))
        }
    }

    @Test("a server that dies under its body is what went wrong, whatever the body makes of it")
    func death() async throws {
        try await Self.withStateFile { file in
            let failure = await #expect(throws: ServerFailure.self) {
                try await Self.withServer(worlds: try Self.worlds(file)) { _, addresses in
                    // The server may be writing just then.
                    var patient = Configuration()
                    patient.busyMode = .timeout(10)
                    let queue = try DatabaseQueue(path: file, configuration: patient)
                    try await queue.write { try $0.execute(sql: "DROP TABLE input") }
                    // Each makes an input that cannot be written, until no request is answered any more.
                    while (try? await Self.token(addresses, within: .milliseconds(500))) != nil {}
                }
            }

            guard case .state = failure else {
                Issue.record("\(String(describing: failure))")
                return
            }
        }
    }
}

// MARK: A server with one world of one meter, and its client

extension SimulatorServerTests {
    private static func scenario() throws -> ServerScenario {
        let document = Array(
            """
            {"name": "test", "seed": 1, "clock": {"start": "2024-07-12 10:00:00", "timeZone": "+08:00", "mode": "manual"},
             "tenants": [{"tenantCode": "1", "users": [{"username": "u", "password": "p", "secretKey": "k"}],
                          "dcus": [{"dcuNo": "2211000051", "meters": ["202407100001"]}]}]}
            """.utf8
        )
        let reading = Scenario.read(document, file: "test", now: SimulatedInstant(milliseconds: 0))
        return ServerScenario(try #require(reading.scenario, "\(reading.diagnostics)"), identity: document)
    }

    private static func worlds(_ stateFile: String) throws -> ServerWorlds {
        try ServerWorlds(stateFile: stateFile, mode: nil, logger: .silent) { _ in [try scenario()] }
    }

    private static func withStateFile(_ body: (_ path: String) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "hes-server-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
        defer { try? FileManager.default.removeItem(at: folder) }
        try await body(folder.appending(path: "state").path)
    }

    private static func withServer<Result: Sendable>(
        worlds: ServerWorlds? = nil,
        logger: Logger = .silent,
        _ change: (inout ServerSettings) -> Void = { _ in },
        body: @Sendable (SimulatorServer, ServerAddresses) async throws -> Result
    ) async throws -> Result {
        var settings = ServerSettings()
        settings.mqttPort = 0
        settings.control = ServerSettings.Control(defaultScenario: [])
        change(&settings)
        let worlds = try worlds ?? ServerWorlds([try scenario()], mode: nil)
        return try await SimulatorServer.withServer(settings, worlds: worlds, logger: logger, body: body)
    }

    private static func get(
        _ url: String,
        within limit: TimeAmount = .seconds(20)
    ) async throws -> (status: Int, body: String) {
        try await send(HTTPClientRequest(url: url), within: limit)
    }

    private static func token(
        _ addresses: ServerAddresses,
        within limit: TimeAmount = .seconds(20)
    ) async throws -> String {
        let body = #"{"tenantCode":"1","username":"u","password":"p","secretKey":"k"}"#
        return try text(of: "token", in: try await post("getToken", body, to: addresses, within: limit))
    }

    /// - Returns: the plan's identifier.
    private static func read(_ addresses: ServerAddresses, token known: String? = nil) async throws -> String {
        var token = known ?? ""
        if known == nil { token = try await Self.token(addresses) }
        let body = #"{"devList":"202407100001","cgcode":"5069","token":"\#(token)"}"#
        return try text(of: "planId", in: try await post("meter/readSingle", body, to: addresses))
    }

    /// Reads the meter and lets its result come.
    private static func push(
        _ addresses: ServerAddresses,
        of server: SimulatorServer,
        to client: RecordingClient
    ) async throws -> MQTTMessage {
        let planID = try await read(addresses)
        let world = try #require(server.simulator.world(tenantCode: "1"))
        _ = try await world.command(.advance(.milliseconds(7_200_000)), patience: .seconds(10))
        return try await client.event { event in
            guard case .received(let message, _) = event else { return nil }
            return String(decoding: message.payload, as: UTF8.self).contains("\"planId\":\"\(planID)\"") ? message : nil
        }
    }

    private static func post(
        _ call: String,
        _ body: String,
        to addresses: ServerAddresses,
        within limit: TimeAmount = .seconds(20)
    ) async throws -> String {
        var request = HTTPClientRequest(url: "http://127.0.0.1:\(addresses.httpPort)/apis/openapi/\(call)")
        request.method = .POST
        request.headers.add(name: "Content-Type", value: "application/json")
        request.body = .bytes(ByteBuffer(string: body))
        return try await send(request, within: limit).body
    }

    private static func send(
        _ request: HTTPClientRequest,
        within limit: TimeAmount = .seconds(20)
    ) async throws -> (status: Int, body: String) {
        let response = try await HTTPClient.shared.execute(request, timeout: limit)
        return (Int(response.status.code), String(buffer: try await response.body.collect(upTo: 1 << 20)))
    }

    /// A member of `data`.
    private static func text(of member: String, in reply: String) throws -> String {
        let data = try JSONParser.parse(Array(reply.utf8)).value.member("data")?.value
        return try #require(data?.member(member)?.value.string, "\(reply)")
    }
}

/// What is left of a simulator that nothing else refers to.
private struct Released: Sendable {
    weak let simulator: Simulator?
}

/// Keeps the number of the broker's process, which the log tells.
private final class BrokerLog: LogHandler {
    private let known = Mutex<Int32?>(nil)

    var processID: Int32? { known.withLock(\.self) }

    func log(event: LogEvent) {
        guard let text = event.metadata?["broker.pid"], let processID = Int32("\(text)") else { return }
        known.withLock { $0 = processID }
    }

    subscript(metadataKey _: String) -> Logger.Metadata.Value? {
        get { nil }
        set {}
    }

    var metadata: Logger.Metadata {
        get { [:] }
        set {}
    }

    var logLevel: Logger.Level {
        get { .info }
        set {}
    }
}
