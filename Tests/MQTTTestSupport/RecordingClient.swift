import Foundation
package import Logging
package import MQTTClient

/// A client and what happened to it, in order.
package struct RecordingClient: Sendable {
    package let client: MQTTClient
    private let events: EventRecord<MQTTEvent>

    /// Starts it, and stops it when the body is done.
    package static func with<Result>(
        _ configuration: MQTTConfiguration,
        _ body: (RecordingClient) async throws -> Result
    ) async throws -> Result {
        let events = EventRecord<MQTTEvent>()
        let client = try MQTTClient(configuration: configuration, logger: .silent)
        try client.start { events.append($0) }
        defer { client.stop() }
        return try await body(RecordingClient(client: client, events: events))
    }

    /// The first matching event, past or future.
    package func event<Value: Sendable>(_ match: @escaping @Sendable (MQTTEvent) -> Value?) async throws -> Value {
        try await events.first(match)
    }

    package func received(_ topic: String) async throws -> MQTTMessage {
        try await event { event in
            guard case .received(let message, _) = event, message.topic == topic else { return nil }
            return message
        }
    }

    package func acknowledgedAll(_ ids: Set<MessageID>) async throws {
        try await events.every(ids) { event in
            guard case .acknowledged(let ids) = event else { return [] }
            return ids
        }
    }

    /// Payloads of all messages so far.
    package var receivedPayloads: [String] { events.all.compactMap(\.payloadText) }

    /// Waits until messages with all these payloads were received, in any order and number.
    package func receivedAll(_ payloads: Set<String>) async throws {
        try await events.every(payloads) { $0.payloadText.map { [$0] } ?? [] }
    }
}

extension MQTTEvent {
    fileprivate var payloadText: String? {
        guard case .received(let message, _) = self else { return nil }
        return String(decoding: message.payload, as: UTF8.self)
    }
}

extension Logger {
    package static var silent: Logger { Logger(label: "test") { _ in SwiftLogNoOpLogHandler() } }
}

extension MQTTMessage {
    package init(_ topic: String, _ text: String, qos: MQTTQoS = .atLeastOnce, isRetained: Bool = false) {
        self.init(topic: topic, payload: Array(text.utf8), qos: qos, isRetained: isRetained)
    }
}
