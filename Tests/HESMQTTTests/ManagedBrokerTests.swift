import Foundation
import HESMQTT
import MQTTClient
import MQTTTestSupport
import ServiceLifecycle
import Testing

@Suite(.timeLimit(.minutes(1)))
struct ManagedBrokerTests {
    @Test("it accepts connections when start returns, in a directory of its own that nobody else may read")
    func acceptsConnections() async throws {
        try await withManagedBroker { broker, _ in
            try await RecordingClient.with(broker.configuration("client")) { client in
                try await client.client.publish(MQTTMessage("/a", "x"))
            }

            let attributes = try FileManager.default.attributesOfItem(atPath: broker.directory)
            #expect(attributes[.posixPermissions] as? Int == 0o700)
        }
    }

    @Test("a requested port that is taken is told with its number")
    func takenPort() async throws {
        try await TestBroker.running { other in
            try await RecordingClient.with(other.configuration("client")) { client in
                try await client.client.waitUntilConnected(within: .seconds(20))

                await #expect(throws: BrokerError.portTaken(other.port)) {
                    try await ManagedBroker.start(requestedPort: other.port, logger: .silent)
                }
            }
        }
    }

    @Test("without a requested port two brokers find a port each")
    func twoBrokers() async throws {
        let first = try await ManagedBroker.start(requestedPort: nil, logger: .silent)
        let second = try await ManagedBroker.start(requestedPort: nil, logger: .silent)

        #expect(first.port != second.port)

        await first.stop()
        await second.stop()
    }

    @Test("stopping ends the process and removes the directory, and stopping again does nothing")
    func stopping() async throws {
        let broker = try await ManagedBroker.start(requestedPort: 0, logger: .silent)
        let process = try #require(broker.processID)

        await broker.stop()
        await broker.stop()

        #expect(kill(process, 0) != 0)
        #expect(!FileManager.default.fileExists(atPath: broker.directory))
    }

    @Test("graceful shutdown of its service ends it")
    func gracefulShutdown() async throws {
        let states = EventRecord<ManagedBroker.State>()
        let broker = try await ManagedBroker.start(requestedPort: 0, logger: .silent) { states.append($0) }
        let group = ServiceGroup(configuration: .init(services: [.init(service: broker)], logger: .silent))

        try await withThrowingTaskGroup { tasks in
            tasks.addTask { try await group.run() }
            await group.triggerGracefulShutdown()
            try await tasks.waitForAll()
        }

        #expect(states.all.last == .stopped)
    }

    @Test("after SIGKILL it runs again on the same port")
    func restart() async throws {
        try await withManagedBroker { broker, states in
            let first = try #require(broker.processID)
            let port = broker.port

            kill(first, SIGKILL)
            let second = try await states.first { state -> Int32? in
                guard case .running(let process) = state, process != first else { return nil }
                return process
            }

            #expect(broker.port == port)
            #expect(broker.processID == second)
            #expect(states.all.contains { if case .died(_, isAbrupt: true) = $0 { true } else { false } })
            try await RecordingClient.with(broker.configuration("client")) { client in
                try await client.client.publish(MQTTMessage("/a", "x"))
            }
        }
    }
}

func withManagedBroker<Result>(
    _ body: (ManagedBroker, EventRecord<ManagedBroker.State>) async throws -> Result
) async throws -> Result {
    let states = EventRecord<ManagedBroker.State>()
    let broker = try await ManagedBroker.start(requestedPort: 0, logger: .silent) { states.append($0) }
    do {
        let result = try await body(broker, states)
        await broker.stop()
        return result
    } catch {
        await broker.stop()
        throw error
    }
}

extension ManagedBroker {
    func configuration(_ clientID: String) -> MQTTConfiguration {
        BrokerAddress(host: "127.0.0.1", port: port).configuration(clientID: clientID)
    }
}
