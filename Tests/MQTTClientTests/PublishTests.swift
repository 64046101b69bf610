import MQTTClient
import MQTTTestSupport
import Testing

@Suite(.timeLimit(.minutes(1)))
struct PublishTests {
    @Test("a published message is acknowledged and arrives with its quality of service", arguments: MQTTQoS.allCases)
    func publishedMessageArrives(qos: MQTTQoS) async throws {
        try await TestBroker.running { broker in
            try await RecordingClient.with(broker.configuration("subscriber")) { subscriber in
                try await subscriber.client.subscribe("/a/#", qos: .exactlyOnce)

                try await RecordingClient.with(broker.configuration("publisher")) { publisher in
                    try await publisher.client.publish(MQTTMessage("/a/b", "hello", qos: qos))
                }

                let message = try await subscriber.received("/a/b")
                #expect(message == MQTTMessage("/a/b", "hello", qos: qos))
            }
        }
    }

    @Test("sent messages are acknowledged under their identifiers and arrive in the order of sending")
    func sentMessagesArriveInOrder() async throws {
        let texts = (0..<500).map { "\($0)" }
        try await TestBroker.running { broker in
            try await RecordingClient.with(broker.configuration("both")) { both in
                try await both.client.subscribe("/order")

                let ids = try texts.map { try both.client.send(MQTTMessage("/order", $0)) }

                for id in [ids[0], ids[499]] {
                    _ = try await both.event { $0.acknowledges(id) ? true : nil }
                }
                try await both.receivedAll(Set(texts))
                #expect(both.receivedPayloads == texts)
            }
        }
    }

    @Test("hundreds of messages of QoS 0 that nobody hears are settled one after another within the time limit")
    func qosZeroIsSettledBySending() async throws {
        try await TestBroker.running { broker in
            try await RecordingClient.with(broker.configuration("publisher")) { publisher in
                for number in 0..<200 {
                    try await publisher.client.publish(MQTTMessage("/unheard", "\(number)", qos: .atMostOnce))
                }
            }
        }
    }

    @Test("an empty payload and a retained message keep their properties")
    func retainedEmptyMessage() async throws {
        try await TestBroker.running { broker in
            try await RecordingClient.with(broker.configuration("both")) { both in
                try await both.client.publish(MQTTMessage("/kept", "value", isRetained: true))
                try await both.client.subscribe("/#")
                try await both.client.publish(MQTTMessage("/empty", ""))

                #expect(try await both.received("/kept").isRetained)
                #expect(try await both.received("/empty").payload.isEmpty)
            }
        }
    }

    @Test("a topic with a wildcard is refused and the messages after it are sent")
    func wildcardTopicIsRefused() async throws {
        try await TestBroker.running { broker in
            try await RecordingClient.with(broker.configuration("publisher")) { publisher in
                let error = await #expect(throws: MQTTError.self) {
                    try await publisher.client.publish(MQTTMessage("/a/#", "x"))
                }
                #expect(error?.code == .invalidArgument)

                try await publisher.client.publish(MQTTMessage("/a/b", "x"))
            }
        }
    }
}

extension MQTTEvent {
    func acknowledges(_ id: MessageID) -> Bool {
        guard case .acknowledged(let ids) = self else { return false }
        return ids.contains(id)
    }
}
