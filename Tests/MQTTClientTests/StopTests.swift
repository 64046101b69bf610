import Foundation
import MQTTClient
import MQTTTestSupport
import Testing

@Suite(.timeLimit(.minutes(1)))
struct StopTests {
    @Test("stopping twice is stopping once, and nothing can be sent afterwards")
    func stopIsIdempotent() async throws {
        try await TestBroker.running { broker in
            try await RecordingClient.with(broker.configuration("client")) { client in
                try await client.client.waitUntilConnected(within: .seconds(20))

                client.client.stop()
                client.client.stop()

                let reason = try await client.event { event -> MQTTError? in
                    if case .disconnected(let reason) = event { reason } else { nil }
                }
                #expect(reason.code == .stopped)
                #expect(throws: MQTTError.self) { _ = try client.client.send(MQTTMessage("/a", "x")) }
                #expect(throws: MQTTError.self) { try client.client.start() }
            }
        }
    }

    @Test("what was not acknowledged fails when the client stops")
    func pendingPublishFails() async throws {
        try await TestBroker.with { broker in
            try await RecordingClient.with(broker.configuration("client")) { client in
                await withThrowingTaskGroup { group in
                    group.addTask { try await client.client.publish(MQTTMessage("/a", "x")) }
                    group.addTask {
                        _ = try await client.event { event -> Bool? in
                            if case .connectionFailed = event { true } else { nil }
                        }
                        client.client.stop()
                        try await Patience.bound("the publish did not end") as Void
                    }

                    let error = await #expect(throws: MQTTError.self) { try await group.next() }
                    #expect(error?.code == .stopped)
                    group.cancelAll()
                }
            }
        }
    }

    @Test("a cancelled publish ends at once")
    func cancelledPublishEnds() async throws {
        try await TestBroker.with { broker in
            try await RecordingClient.with(broker.configuration("client")) { client in
                await withThrowingTaskGroup { group in
                    group.addTask { try await client.client.publish(MQTTMessage("/a", "x")) }
                    group.cancelAll()
                    await #expect(throws: CancellationError.self) { try await group.next() }
                }
            }
        }
    }

    @Test("a full queue of waiting messages refuses the next one")
    func fullQueueRefuses() async throws {
        try await TestBroker.with { broker in
            var configuration = broker.configuration("client")
            configuration.maximumWaiting = 3
            try await RecordingClient.with(configuration) { client in
                for _ in 0..<3 { _ = try client.client.send(MQTTMessage("/a", "x")) }

                let error = #expect(throws: MQTTError.self) { _ = try client.client.send(MQTTMessage("/a", "x")) }

                #expect(error?.code == .queueFull)
            }
        }
    }

    @Test("stopping within the event callback does not wait for itself")
    func stopWithinCallback() async throws {
        try await TestBroker.running { broker in
            let ended = EventRecord<Bool>()
            let box = ClientBox()
            let client = try MQTTClient(configuration: broker.configuration("client"), logger: .silent)
            box.client = client

            try client.start { event in
                switch event {
                case .connected: box.client?.stop()
                case .disconnected: ended.append(true)
                default: break
                }
            }

            #expect(try await ended.first { $0 })
            box.client = nil
        }
    }

    @Test("a client that nobody keeps says goodbye by itself")
    func releasedClientDisconnects() async throws {
        try await TestBroker.running { broker in
            let events = EventRecord<MQTTEvent>()
            do {
                let client = try MQTTClient(configuration: broker.configuration("client"), logger: .silent)
                try client.start { events.append($0) }
                try await client.waitUntilConnected(within: .seconds(20))
            }

            let reason = try await events.first { event -> MQTTError? in
                if case .disconnected(let reason) = event { reason } else { nil }
            }
            #expect(reason.code == .stopped)
        }
    }
}
