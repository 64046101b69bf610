import Foundation
import HESMQTT
import HESRuntime
import MQTTClient
import MQTTTestSupport
import ServiceLifecycle
import Testing

@Suite(.timeLimit(.minutes(1)))
struct DeliveryQueueTests {
    @Test("every push is settled as acknowledged and arrives in the order of its world")
    func pushesAreSettled() async throws {
        try await withManagedBroker { broker, _ in
            try await RecordingClient.with(broker.configuration("subscriber")) { subscriber in
                try await subscriber.client.subscribe("/#")
                try await RecordingQueue.with(broker) { queue in
                    for number in 0..<2000 { queue.queue.publish(push(number, world: number % 3)) }

                    #expect(await queue.queue.drain(within: .seconds(20)) == 0)

                    #expect(queue.acknowledged == Set(0..<2000))
                    try await subscriber.receivedAll(texts(0..<2000))
                    #expect(subscriber.receivedPayloads == (0..<2000).map { "\($0)" })
                }
            }
        }
    }

    @Test("beyond the memory bound a push is refused, and the ones before are kept")
    func overflowIsRefused() async throws {
        var limits = DeliveryLimits()
        limits.heldBytes = 1000
        try await TestBroker.with { broker in
            try await RecordingQueue.with(broker.configuration("queue"), limits: limits) { queue in
                for number in 0..<10 { queue.queue.publish(push(number)) }

                let refused = queue.settled.all.filter { $0.outcome == .queueFull }.map(\.push.number)
                #expect(refused == [6, 7, 8, 9])
                #expect(queue.queue.outstanding == 6)

                try await broker.start()
                #expect(await queue.queue.drain(within: .seconds(20)) == 0)
                #expect(queue.acknowledged == Set(0..<6))
            }
        }
    }

    @Test("draining gives up after its time and tells how many are outstanding")
    func drainIsBounded() async throws {
        try await TestBroker.with { broker in
            try await RecordingQueue.with(broker.configuration("queue")) { queue in
                queue.queue.publish(push(1))
                queue.queue.publish(push(2))

                #expect(await queue.queue.drain(within: .milliseconds(50)) == 2)
            }
        }
    }

    @Test("a push that cannot be sent fails, and the next one is delivered")
    func unsendablePushFails() async throws {
        try await withManagedBroker { broker, _ in
            try await RecordingQueue.with(broker) { queue in
                queue.queue.publish(push(1, topic: "/a/#"))
                queue.queue.publish(push(2))

                #expect(await queue.queue.drain(within: .seconds(20)) == 0)

                #expect(queue.acknowledged == [2])
                guard case .failed(let error)? = queue.settled.all.first?.outcome else {
                    Issue.record("the first push did not fail")
                    return
                }
                #expect(error.code == .invalidArgument)
            }
        }
    }

    @Test("graceful shutdown delivers what is outstanding; what is published later stays owed")
    func gracefulShutdownDrains() async throws {
        try await withManagedBroker { broker, _ in
            let settled = EventRecord<Settled>()
            let queue = try DeliveryQueue(configuration: broker.configuration("queue"), logger: .silent) {
                pushes,
                outcome in
                for push in pushes { settled.append(Settled(push: push, outcome: outcome)) }
            }
            for number in 0..<1000 { queue.publish(push(number)) }
            let group = ServiceGroup(configuration: .init(services: [.init(service: queue)], logger: .silent))

            try await withThrowingTaskGroup { tasks in
                tasks.addTask { try await group.run() }
                await group.triggerGracefulShutdown()
                try await tasks.waitForAll()
            }
            queue.publish(push(1000))

            #expect(settled.all == (0..<1000).map { Settled(push: push($0).id, outcome: .acknowledged) })
            #expect(queue.outstanding == 0)
        }
    }

    @Test("stopping settles nothing: what is outstanding stays owed, and draining ends")
    func stoppingKeepsOwed() async throws {
        try await TestBroker.with { broker in
            try await RecordingQueue.with(broker.configuration("queue")) { queue in
                queue.queue.publish(push(1))
                async let left = queue.queue.drain(within: .seconds(60))

                queue.queue.stop()

                #expect(await left == 0)
                #expect(queue.settled.all.isEmpty)
            }
        }
    }

    @Test("pushes of worlds and numbers of any width are settled as themselves")
    func identityIsNotTruncated() async throws {
        try await withManagedBroker { broker, _ in
            try await RecordingQueue.with(broker) { queue in
                let ids = [(0, UInt64.max), (1, 1 << 40), (.max, 0), (1 << 24, 5)].map(PushID.init)
                for id in ids { queue.queue.publish(OutgoingPush(id: id, topic: "/a", payload: [])) }

                #expect(await queue.queue.drain(within: .seconds(20)) == 0)

                #expect(queue.settled.all.map(\.push) == ids)
            }
        }
    }
}
