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

    @Test("it listens on no port: its socket lies where no other user may enter, and two brokers have one each")
    func socketOfItsOwn() async throws {
        try await withManagedBroker { first, _ in
            try await withManagedBroker { second, _ in
                #expect(first.address != second.address)
                #expect("\(first.address)" == "unix:\(first.directory)/mqtt")
                let process = try #require(first.processID)
                #expect(try listeningPorts(of: process).isEmpty)
            }
        }
    }

    #if os(Linux)
    /// Inodes of the process's TCP sockets that listen (proc(5): state 0A).
    private func listeningPorts(of process: Int32) throws -> [String] {
        let files = try FileManager.default.contentsOfDirectory(atPath: "/proc/\(process)/fd")
        let sockets = files.compactMap {
            try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/\(process)/fd/\($0)")
        }
        let tables = try ["tcp", "tcp6"].map { try String(contentsOfFile: "/proc/net/\($0)", encoding: .utf8) }
        let rows = tables.joined().split(separator: "\n").map { $0.split(separator: " ") }
        return rows.filter { $0.count > 9 && $0[3] == "0A" && sockets.contains("socket:[\($0[9])]") }.map { "\($0[1])" }
    }
    #else
    private func listeningPorts(of process: Int32) throws -> [String] { [] }
    #endif

    @Test("stopping ends the process and removes the directory, and stopping again does nothing")
    func stopping() async throws {
        let broker = try await ManagedBroker.start(logger: .silent)
        let process = try #require(broker.processID)

        await broker.stop()
        await broker.stop()

        #expect(kill(process, 0) != 0)
        #expect(!FileManager.default.fileExists(atPath: broker.directory))
    }

    @Test("graceful shutdown of its service ends it")
    func gracefulShutdown() async throws {
        let states = EventRecord<ManagedBroker.State>()
        let broker = try await ManagedBroker.start(logger: .silent) { states.append($0) }
        let group = ServiceGroup(configuration: .init(services: [.init(service: broker)], logger: .silent))

        try await withThrowingTaskGroup { tasks in
            tasks.addTask { try await group.run() }
            await group.triggerGracefulShutdown()
            try await tasks.waitForAll()
        }

        #expect(states.all.last == .stopped)
    }

    @Test("after SIGKILL it runs again on the same socket")
    func restart() async throws {
        try await withManagedBroker { broker, states in
            let first = try #require(broker.processID)
            let address = broker.address

            kill(first, SIGKILL)
            let second = try await states.first { state -> Int32? in
                guard case .running(let process) = state, process != first else { return nil }
                return process
            }

            #expect(broker.address == address)
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
    let broker = try await ManagedBroker.start(logger: .silent) { states.append($0) }
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
        address.configuration(clientID: clientID)
    }
}
