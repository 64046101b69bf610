import MQTTClient
import MQTTTestSupport
import Testing

@Suite(.timeLimit(.minutes(1)))
struct LastWillTests {
    @Test("the broker publishes the last will of a client that did not say goodbye")
    func willIsPublished() async throws {
        try await TestBroker.running { broker in
            try await RecordingClient.with(broker.configuration("observer")) { observer in
                try await observer.client.subscribe("/will")
                try await RecordingClient.with(configurationWithWill(broker)) { mortal in
                    try await mortal.client.waitUntilConnected(within: .seconds(20))

                    // The broker cuts the connection of a client whose identifier another one uses.
                    try await RecordingClient.with(broker.configuration("mortal")) { _ in
                        let will = try await observer.received("/will")
                        #expect(will == MQTTMessage("/will", "gone"))
                    }
                }
            }
        }
    }

    @Test("a clean stop leaves no last will")
    func cleanStopLeavesNoWill() async throws {
        try await TestBroker.running { broker in
            try await RecordingClient.with(broker.configuration("observer")) { observer in
                try await observer.client.subscribe("/#")
                try await RecordingClient.with(configurationWithWill(broker)) { mortal in
                    try await mortal.client.waitUntilConnected(within: .seconds(20))
                }

                try await observer.client.publish(MQTTMessage("/fence", "fence"))

                _ = try await observer.received("/fence")
                #expect(observer.receivedPayloads == ["fence"])
            }
        }
    }

    private func configurationWithWill(_ broker: TestBroker) -> MQTTConfiguration {
        var configuration = broker.configuration("mortal")
        configuration.lastWill = MQTTMessage("/will", "gone")
        return configuration
    }
}
