import Testing

@testable import MQTTClient

struct RequestQueueTests {
    @Test("requests that come back take their old places")
    func returnedRequestsKeepOrder() {
        var queue = RequestQueue()
        queue.append(contentsOf: (1...6).map(request))
        let sent = [queue.popFirst(), queue.popFirst(), queue.popFirst()].compactMap { $0 }

        queue.takeBack(sent.reversed())

        #expect(drain(&queue) == [1, 2, 3, 4, 5, 6])
    }

    @Test("a long queue gives up what was taken and keeps the rest")
    func longQueueCompacts() {
        var queue = RequestQueue()
        queue.append(contentsOf: (1...5000).map(request))
        for _ in 0..<4000 { _ = queue.popFirst() }

        #expect(queue.count == 1000)
        #expect(drain(&queue) == (4001...5000).map { $0 })
        #expect(queue.isEmpty)
    }

    private func request(_ id: UInt64) -> Request {
        let message = MQTTMessage(topic: "/a", payload: [])
        return Request(id: MessageID(rawValue: id), kind: .publish(message), answer: nil)
    }

    private func drain(_ queue: inout RequestQueue) -> [UInt64] {
        var ids: [UInt64] = []
        while let request = queue.popFirst() { ids.append(request.id.rawValue) }
        return ids
    }
}
