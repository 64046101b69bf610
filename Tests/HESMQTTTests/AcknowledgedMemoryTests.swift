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

    @Test("the oldest are forgotten beyond the bytes")
    func bytesAreBounded() {
        var limits = AcknowledgedMemory.Limits()
        limits.bytes = message(0).heldBytes * 3

        #expect(remembered(limits, secondsApart: 0, count: 5) == [2, 3, 4])
    }

    @Test("removing all returns all and forgets it")
    func removingForgets() {
        var memory = AcknowledgedMemory(limits: .init())
        memory.remember(message(1), id: MessageID(rawValue: 1), at: start)

        #expect(memory.removeAll().count == 1)
        #expect(memory.removeAll().isEmpty)
    }

    private func remembered(_ limits: AcknowledgedMemory.Limits, secondsApart: Int, count: Int) -> [UInt64] {
        var memory = AcknowledgedMemory(limits: limits)
        for number in 0..<count {
            let instant = start + .seconds(secondsApart * number)
            memory.remember(message(number), id: MessageID(rawValue: UInt64(number)), at: instant)
        }
        return memory.removeAll().map(\.id.rawValue)
    }
}
