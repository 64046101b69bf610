import HESMQTT
import HESRuntime
import Logging
import MQTTClient

/// Acknowledged QoS 1 messages per second through a `DeliveryQueue` and a managed broker.
///
/// `mqtt-benchmark COUNT WINDOW SAVING [offline]`: SAVING is `periodically`, `never` or a number of changes; `offline` adds
/// an absent subscriber with a persistent session.
@main
struct MQTTBenchmark {
    private let count: Int
    private let window: Int
    private let saving: BrokerSettings.Saving
    private let hasAbsentSubscriber: Bool

    private init(arguments: [String]) {
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

    static func main() async throws {
        try await MQTTBenchmark(arguments: Array(CommandLine.arguments.dropFirst())).run()
    }

    private func run() async throws {
        let logger = Logger(label: "benchmark") { _ in SwiftLogNoOpLogHandler() }
        let clock = ContinuousClock()
        let start = clock.now
        let broker = try await ManagedBroker.start(saving: saving, logger: logger)
        let startTime = clock.now - start
        let address = broker.address
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
            for number in 0..<UInt64(count) {
                let id = PushID(world: 0, number: number)
                queue.publish(OutgoingPush(id: id, topic: "/1000000067/data", payload: payload))
            }
            let left = await queue.drain(within: .seconds(120))
            guard left == 0 else { throw MQTTError(.timedOut, description: "\(left) messages were not acknowledged.") }
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
