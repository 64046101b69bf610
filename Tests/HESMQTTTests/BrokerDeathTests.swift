import Foundation
import HESMQTT
import HESRuntime
import MQTTClient
import MQTTTestSupport
import Synchronization
import Testing

@Suite(.timeLimit(.minutes(1)))
struct BrokerDeathTests {
    @Test("5 000 pushes outstanding when the broker is killed all reach a persistent session")
    func outstandingPushesSurvive() async throws {
        try await withSession { broker, queue, session in
            let process = try #require(broker.processID)
            kill(process, SIGSTOP)
            for number in 0..<5000 { queue.queue.publish(push(number)) }
            #expect(queue.queue.outstanding == 5000)

            kill(process, SIGKILL)

            #expect(await queue.queue.drain(within: .seconds(20)) == 0)
            #expect(queue.acknowledged == Set(0..<5000))
            try await expectAll(5000, in: session)
        }
    }

    @Test("a broker killed in the middle of 5 000 pushes forgets none of those it had acknowledged")
    func acknowledgedPushesSurvive() async throws {
        try await withSession { broker, queue, session in
            for number in 0..<5000 { queue.queue.publish(push(number)) }
            _ = try await queue.settled.first { $0.push.number == 2000 ? true : nil }

            kill(try #require(broker.processID), SIGKILL)

            #expect(await queue.queue.drain(within: .seconds(20)) == 0)
            try await expectAll(5000, in: session)
        }
    }

    @Test("a broker killed right after the last acknowledgement has every push once it is back")
    func allAcknowledgedThenKilled() async throws {
        try await withSession { broker, queue, session in
            for number in 0..<5000 { queue.queue.publish(push(number)) }
            #expect(await queue.queue.drain(within: .seconds(20)) == 0)

            kill(try #require(broker.processID), SIGKILL)

            try await expectAll(5000, in: session)
        }
    }

    @Test(
        "a broker killed after more acknowledgements than memory holds, none of them saved, has every push once it is back"
    )
    func beyondMemory() async throws {
        var memory = AcknowledgedMemory.Limits()
        memory.bytes = 1 << 20
        try await withSession(memory: memory, isSaving: false) { broker, queue, session in
            let filler = [UInt8](repeating: 0x20, count: 800_000)
            for number in 0..<60 {
                let payload = Array("\(number) ".utf8) + filler
                let id = PushID(world: 0, number: UInt64(number))
                queue.queue.publish(OutgoingPush(id: id, topic: "/1000000067/\(number)", payload: payload))
            }
            #expect(await queue.queue.drain(within: .seconds(20)) == 0)

            kill(try #require(broker.processID), SIGKILL)

            try await RecordingClient.with(session) { subscriber in
                for number in 0..<60 {
                    let message = try await subscriber.received("/1000000067/\(number)")
                    let isWhole = message.payload == Array("\(number) ".utf8) + filler
                    #expect(isWhole, "\(number)")
                }
            }
        }
    }

    @Test("a subscriber that stays connected loses nothing over three deaths of the broker")
    func connectedSubscriberLosesNothing() async throws {
        try await withSession { broker, queue, session in
            try await RecordingClient.with(session) { subscriber in
                try await subscriber.client.waitUntilConnected(within: .seconds(20))
                for round in 0..<3 {
                    for number in 0..<1000 { queue.queue.publish(push(round * 1000 + number)) }
                    try await Patience.eventually("the broker runs and is killed") {
                        broker.processID.map { kill($0, SIGKILL) } == 0
                    }
                }

                try await subscriber.receivedAll(texts(0..<3000))
                #expect(await queue.queue.drain(within: .seconds(20)) == 0)
            }
        }
    }

    @Test("with a broker that others run, pushes wait until it is started again")
    func foreignBroker() async throws {
        let settings = [
            "allow_anonymous true", "persistence true", "persistence_location {}/", "max_queued_messages 0",
        ]
        try await TestBroker.with(settings: settings) { broker in
            try await broker.start()
            var session = broker.configuration("subscriber")
            session.cleanSession = false
            try await leave(session)
            try await RecordingQueue.with(broker.configuration("queue")) { queue in
                try await queue.queue.waitUntilConnected(within: .seconds(20))
                broker.end(SIGTERM)
                for number in 0..<5000 { queue.queue.publish(push(number)) }

                try await broker.start()

                #expect(await queue.queue.drain(within: .seconds(20)) == 0)
                try await expectAll(5000, in: session)
            }
        }
    }

    /// A managed broker that keeps a subscriber's session, and a queue that is told of the broker's death.
    ///
    /// Without `isSaving` it saves the session alone: all that it acknowledges is lost when it is killed.
    private func withSession(
        memory: AcknowledgedMemory.Limits = AcknowledgedMemory.Limits(),
        isSaving: Bool = true,
        _ body: (ManagedBroker, RecordingQueue, MQTTConfiguration) async throws -> Void
    ) async throws {
        let box = QueueBox()
        let saving = isSaving ? BrokerSettings.Saving.periodically : .onChanges(1_000_000)
        let broker = try await ManagedBroker.start(saving: saving, logger: .silent) { state in
            if case .died(_, isAbrupt: true) = state { box.queue?.brokerDiedAbruptly() }
        }
        do {
            var session = broker.configuration("subscriber")
            session.cleanSession = false
            try await leave(session)
            if !isSaving { kill(try #require(broker.processID), SIGUSR1) }
            try await Patience.eventually("the session is saved") {
                let saved = try? Data(contentsOf: URL(filePath: "\(broker.directory)/mosquitto.db"))
                return saved?.range(of: Data("/1000000067/#".utf8)) != nil
            }
            try await RecordingQueue.with(broker, memory: memory) { queue in
                box.queue = queue.queue
                try await queue.queue.waitUntilConnected(within: .seconds(20))
                try await body(broker, queue, session)
            }
        } catch {
            await broker.stop()
            throw error
        }
        await broker.stop()
    }

    private func leave(_ session: MQTTConfiguration) async throws {
        try await RecordingClient.with(session) { _ = try await $0.client.subscribe("/1000000067/#") }
    }

    /// At least once: some may come twice.
    private func expectAll(_ count: Int, in session: MQTTConfiguration) async throws {
        try await RecordingClient.with(session) { subscriber in
            try await subscriber.receivedAll(texts(0..<count))
        }
    }
}

/// Lets the broker's callback reach the queue that is made after it.
private final class QueueBox: Sendable {
    private let kept = Mutex<DeliveryQueue?>(nil)

    var queue: DeliveryQueue? {
        get { kept.withLock { $0 } }
        set { kept.withLock { $0 = newValue } }
    }
}
