import Foundation
import MQTTClient
import MQTTTestSupport
import Testing

@Suite(.timeLimit(.minutes(1)))
struct ReconnectTests {
    @Test("a client that is started before its broker connects as soon as it is there")
    func connectsToLateBroker() async throws {
        try await TestBroker.with { broker in
            try await RecordingClient.with(broker.configuration("early")) { early in
                _ = try await early.event { event -> MQTTError? in
                    if case .connectionFailed(let reason) = event { reason } else { nil }
                }

                try await broker.start()

                try await early.client.waitUntilConnected(within: .seconds(20))
            }
        }
    }

    @Test("waiting for a broker that is not there times out and names the last failure")
    func waitTimesOut() async throws {
        try await TestBroker.with { broker in
            try await RecordingClient.with(broker.configuration("early")) { early in
                let error = await #expect(throws: MQTTError.self) {
                    try await early.client.waitUntilConnected(within: .milliseconds(200))
                }
                #expect(error?.code == .timedOut)
                #expect(error?.description.contains("Last attempt") == true)
            }
        }
    }

    @Test("messages sent while the broker is away arrive in order once it is back", arguments: [true, false])
    func waitingMessagesArrive(cleanSession: Bool) async throws {
        let texts = (0..<300).map { "\($0)" }
        try await TestBroker.with(settings: persistent) { broker in
            try await broker.start()
            try await RecordingClient.with(persistentSubscriber(broker)) { subscriber in
                try await subscriber.client.subscribe("/a")
                var configuration = broker.configuration("publisher")
                configuration.cleanSession = cleanSession
                try await RecordingClient.with(configuration) { publisher in
                    try await publisher.client.waitUntilConnected(within: .seconds(20))
                    broker.end(SIGTERM)
                    let ids = try texts.map { try publisher.client.send(MQTTMessage("/a", $0)) }

                    try await broker.start()

                    _ = try await publisher.event { $0.acknowledges(ids[299]) ? true : nil }
                    try await subscriber.receivedAll(Set(texts))
                    #expect(firstOccurrences(subscriber.receivedPayloads) == texts)
                }
            }
        }
    }

    @Test("a broker killed in mid-stream gets every unacknowledged message again", arguments: [true, false])
    func midStreamKill(cleanSession: Bool) async throws {
        try await TestBroker.running { broker in
            var configuration = broker.configuration("publisher")
            configuration.cleanSession = cleanSession
            try await RecordingClient.with(configuration) { publisher in
                let ids = try (0..<5000).map { try publisher.client.send(MQTTMessage("/a", "\($0)")) }
                _ = try await publisher.event { $0.acknowledges(ids[100]) ? true : nil }

                broker.end(SIGKILL)
                try await broker.start()

                try await publisher.acknowledgedAll(Set(ids))
            }
        }
    }

    private let persistent = [
        "allow_anonymous true", "persistence true", "persistence_location {}/", "max_queued_messages 0",
    ]

    private func persistentSubscriber(_ broker: TestBroker) -> MQTTConfiguration {
        var configuration = broker.configuration("subscriber")
        configuration.cleanSession = false
        return configuration
    }
}

/// At least once: a message may come twice, the order is that of first arrivals.
func firstOccurrences(_ texts: [String]) -> [String] {
    var seen: Set<String> = []
    return texts.filter { seen.insert($0).inserted }
}
