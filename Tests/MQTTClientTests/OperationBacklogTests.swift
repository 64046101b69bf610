import Testing

@testable import MQTTClient

struct OperationBacklogTests {
    @Test("operations that come back take their old places")
    func returnedRequestsKeepOrder() {
        var queue = OperationBacklog()
        queue.append(contentsOf: (1...6).map(operation))
        let sent = [queue.popFirst(), queue.popFirst(), queue.popFirst()].compactMap { $0 }

        queue.reinsert(sent.reversed())

        #expect(drain(&queue) == [1, 2, 3, 4, 5, 6])
    }

    @Test("a long queue gives up what was taken and keeps the rest")
    func longQueueCompacts() {
        var queue = OperationBacklog()
        queue.append(contentsOf: (1...5000).map(operation))
        for _ in 0..<4000 { _ = queue.popFirst() }

        #expect(queue.count == 1000)
        #expect(drain(&queue) == (4001...5000).map { $0 })
        #expect(queue.isEmpty)
    }

    private func operation(_ id: UInt64) -> MQTTOperation {
        let message = MQTTMessage(topic: "/a", payload: [])
        return MQTTOperation(id: MessageID(rawValue: id), kind: .publish(message), answer: nil)
    }

    private func drain(_ queue: inout OperationBacklog) -> [UInt64] {
        var ids: [UInt64] = []
        while let operation = queue.popFirst() { ids.append(operation.id.rawValue) }
        return ids
    }
}
