import HESMQTT
import HESRuntime
import MQTTClient
import MQTTTestSupport

struct Settled: Sendable, Hashable {
    var push: PushID
    var outcome: DeliveryOutcome
}

/// A started queue and how its pushes ended.
struct RecordingQueue: Sendable {
    let queue: DeliveryQueue
    let settled: EventRecord<Settled>

    var acknowledged: Set<Int> {
        Set(settled.all.filter { $0.outcome == .acknowledged }.map { Int($0.push.number) })
    }

    static func with<Result>(
        _ configuration: MQTTConfiguration,
        limits: DeliveryLimits = DeliveryLimits(),
        spillDirectory: String? = nil,
        _ body: (RecordingQueue) async throws -> Result
    ) async throws -> Result {
        let settled = EventRecord<Settled>()
        let queue = try DeliveryQueue(
            configuration: configuration,
            limits: limits,
            spillDirectory: spillDirectory,
            logger: .silent
        ) { pushes, outcome in
            for push in pushes { settled.append(Settled(push: push, outcome: outcome)) }
        }
        try queue.start()
        defer { queue.stop() }
        return try await body(RecordingQueue(queue: queue, settled: settled))
    }

    static func with<Result>(
        _ broker: ManagedBroker,
        memory: AcknowledgedMemory.Limits = AcknowledgedMemory.Limits(),
        _ body: (RecordingQueue) async throws -> Result
    ) async throws -> Result {
        try await with(
            broker.configuration("queue"),
            limits: DeliveryLimits(memory: memory),
            spillDirectory: broker.directory,
            body
        )
    }
}

func texts(_ numbers: Range<Int>) -> Set<String> {
    Set(numbers.map { "\($0)" })
}
