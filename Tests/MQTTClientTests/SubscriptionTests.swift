import Foundation
import MQTTClient
import MQTTTestSupport
import Testing

@Suite(.timeLimit(.minutes(1)))
struct SubscriptionTests {
    @Test("the granted quality of service is returned", arguments: MQTTQoS.allCases)
    func grantedQoSIsReturned(qos: MQTTQoS) async throws {
        try await TestBroker.running { broker in
            try await RecordingClient.with(broker.configuration("subscriber")) { subscriber in
                let granted = try await subscriber.client.subscribe("/a/#", qos: qos)

                #expect(granted == qos)
            }
        }
    }

    @Test("a filter that MQTT does not allow fails with the code invalidArgument")
    func invalidFilterFails() async throws {
        try await TestBroker.running { broker in
            try await RecordingClient.with(broker.configuration("subscriber")) { subscriber in
                let error = await #expect(throws: MQTTError.self) {
                    try await subscriber.client.subscribe("/a/#/b")
                }
                #expect(error?.code == .invalidArgument)
            }
        }
    }

    @Test("subscriptions are made again after a broker without memory was started again")
    func subscriptionsAreRestored() async throws {
        try await TestBroker.running { broker in
            try await RecordingClient.with(broker.configuration("both")) { both in
                try await both.client.subscribe("/a/#")
                broker.end(SIGKILL)
                _ = try await both.event { event -> Bool? in
                    if case .disconnected = event { true } else { nil }
                }

                try await broker.start()
                try await both.client.waitUntilConnected(within: .seconds(20))
                try await both.client.publish(MQTTMessage("/a/b", "after"))

                #expect(try await both.received("/a/b") == MQTTMessage("/a/b", "after"))
            }
        }
    }
}
