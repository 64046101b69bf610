import HESMQTT
import Logging
import MQTTClient

/// Acknowledged QoS 1 messages per second through a `DeliveryQueue` and a managed broker.
struct Measurement {
    private let count: Int
    private let window: Int
    private let saving: BrokerSettings.Saving
    private let hasAbsentSubscriber: Bool

    init(arguments: [String]) {
        count = arguments.first.flatMap { Int($0) } ?? 100_000
        window = arguments.dropFirst().first.flatMap { Int($0) } ?? 100
        saving =
            switch arguments.dropFirst(2).first {
            case "never": .never
            case let text?: Int(text).map { .onChanges($0) } ?? .periodically
            case nil: .periodically
            }
        hasAbsentSubscriber = arguments.contains("offline")
    }

    func run() async throws {
        let logger = Logger(label: "probe") { _ in SwiftLogNoOpLogHandler() }
        let clock = ContinuousClock()
        let start = clock.now
        let broker = try await ManagedBroker.start(requestedPort: 0, saving: saving, logger: logger)
        let startTime = clock.now - start
        let address = BrokerAddress(host: "127.0.0.1", port: broker.port)
        if hasAbsentSubscriber { try await leaveSession(at: address, logger: logger) }

        var limits = DeliveryLimits(memory: .init())
        limits.window = window
        let queue = try DeliveryQueue(
            configuration: address.configuration(clientID: "measurement"),
            limits: limits,
            logger: logger,
            onSettled: { _, _ in }
        )
        try queue.start()
        try await queue.waitUntilConnected(within: .seconds(5))
        let payload = [UInt8](repeating: 0x41, count: 300)
        let duration = try await clock.measure {
            for ticket in 0..<count {
                let message = MQTTMessage(topic: "/1000000067/data", payload: payload)
                queue.enqueue(QueuedPush(worldKey: 0, ticket: UInt64(ticket), message: message))
            }
            let left = await queue.drain(within: .seconds(120))
            guard left == 0 else { throw MQTTError(.timedOut, "\(left) messages were not acknowledged.") }
        }
        let rate = Double(count) / (duration / .seconds(1))
        print("window \(window) saving \(saving) offline \(hasAbsentSubscriber): \(Int(rate))/s, start \(startTime)")
        queue.stop()
        await broker.stop()
    }

    private func leaveSession(at address: BrokerAddress, logger: Logger) async throws {
        var configuration = address.configuration(clientID: "absent")
        configuration.cleanSession = false
        let client = try MQTTClient(configuration: configuration, logger: logger)
        try client.start()
        try await client.subscribe("/1000000067/#")
        client.stop()
    }
}
