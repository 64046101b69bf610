import HESRuntime
import Testing

@testable import HESMQTT
@testable import MQTTClient

struct AcknowledgedMemoryTests {
    private let start = ContinuousClock.now

    @Test("messages older than the age are forgotten when newer ones come")
    func ageIsBounded() {
        var limits = AcknowledgedMemory.Limits()
        limits.age = .seconds(5)

        #expect(remembered(limits, secondsApart: 2, count: 5) == [2, 3, 4])
    }

    @Test("the oldest are forgotten beyond the count")
    func countIsBounded() {
        var limits = AcknowledgedMemory.Limits()
        limits.count = 2

        #expect(remembered(limits, secondsApart: 0, count: 5) == [3, 4])
    }

    @Test("beyond the bytes the newest message is for a store, and then needs little memory")
    func bytesAreStored() {
        var limits = AcknowledgedMemory.Limits()
        limits.bytes = large(0).heldBytes * 2 + 400
        var memory = AcknowledgedMemory(limits: limits)
        for number in 0..<2 { memory.remember(.held(large(number)), id: id(number), of: push(number).id, at: start) }
        #expect(memory.excess == nil)

        memory.remember(.held(large(2)), id: id(2), of: push(2).id, at: start)
        #expect(memory.excess?.id == id(2))
        memory.replace(id(2), by: StoredMessage(topic: "/2", qos: .atLeastOnce) { large(2) })

        #expect(memory.excess == nil)
        #expect(memory.unkept.count == 0)
        #expect(memory.removeAll().map(\.id) == [id(0), id(1), id(2)])
    }

    @Test("without a store the oldest are forgotten beyond the bytes, and named until they are surely saved")
    func bytesAreBounded() {
        var limits = AcknowledgedMemory.Limits()
        limits.bytes = large(0).heldBytes * 2
        var memory = AcknowledgedMemory(limits: limits)
        for number in 0..<5 {
            memory.remember(.held(large(number)), id: id(number), of: push(number).id, at: start)
            memory.forgetExcess()
        }
        #expect(memory.unkept.topics == ["/0", "/1", "/2"])
        #expect(memory.unkept.pushes == (0..<3).map { push($0).id })

        memory.remember(.held(large(5)), id: id(5), of: push(5).id, at: start + .seconds(6))

        #expect(memory.unkept.count == 0)
        #expect(memory.removeAll().map(\.id) == [id(5)])
    }

    @Test("names of forgotten messages have a bound, beyond which they are counted")
    func unkeptIsBounded() {
        var unkept = UnkeptMessages()
        for number in 0..<UnkeptMessages.topicLimit + 2 {
            unkept.append(push(number).id, topic: "/\(number)", at: start)
        }

        #expect(unkept.count == UnkeptMessages.topicLimit + 2)
        #expect(unkept.topics.first == "/2")
    }

    @Test("removing all returns all and forgets it")
    func removingForgets() {
        var memory = AcknowledgedMemory(limits: .init())
        memory.remember(.held(message(1)), id: id(1), of: push(1).id, at: start)

        #expect(memory.removeAll().count == 1)
        #expect(memory.removeAll().isEmpty)
    }

    private func remembered(_ limits: AcknowledgedMemory.Limits, secondsApart: Int, count: Int) -> [UInt64] {
        var memory = AcknowledgedMemory(limits: limits)
        for number in 0..<count {
            let instant = start + .seconds(secondsApart * number)
            memory.remember(.held(message(number)), id: id(number), of: push(number).id, at: instant)
        }
        return memory.removeAll().map(\.id.rawValue)
    }

    private func id(_ number: Int) -> MessageID { MessageID(rawValue: UInt64(number)) }
}

private func large(_ number: Int) -> MQTTMessage {
    MQTTMessage(topic: "/\(number)", payload: [UInt8](repeating: 0, count: 10_000))
}
