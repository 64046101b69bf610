import HESRuntime
import Testing

@testable import HESMQTT
@testable import MQTTClient

struct DeliveryLedgerTests {
    private let now = ContinuousClock.now

    @Test("an acknowledged push is settled once")
    func settledOnce() {
        var ledger = DeliveryLedger(limits: DeliveryLimits())
        ledger.enter(7)

        #expect(ledger.outstanding == 1)
        #expect(ledger.acknowledged(id(7), at: now) == push(7).id)
        #expect(ledger.acknowledged(id(7), at: now) == nil)
        #expect(ledger.outstanding == 0)
    }

    @Test("the bound counts payload, topic and bookkeeping, and acknowledgements give room")
    func bytesAreBounded() {
        var limits = DeliveryLimits()
        limits.heldBytes = 3 * message(0).heldBytes
        var ledger = DeliveryLedger(limits: limits)
        for number in 0..<3 { ledger.enter(number) }

        #expect(ledger.admission(of: message(3)) == .queueFull)
        _ = ledger.acknowledged(id(1), at: now)
        #expect(ledger.admission(of: message(3)) == .accepted)
    }

    @Test("after closing everything outstanding is given up and nothing more accepted")
    func closing() {
        var ledger = DeliveryLedger(limits: DeliveryLimits())
        for number in 0..<3 { ledger.enter(number) }

        #expect(ledger.close().pushCount == 3)
        #expect(ledger.admission(of: message(3)) == .stopped)
        #expect(ledger.outstanding == 0)
    }

    @Test("what was acknowledged lately goes first when the broker died, and is not settled again")
    func repetition() {
        var ledger = DeliveryLedger(limits: DeliveryLimits(memory: .init()))
        for number in 0..<4 { ledger.enter(number) }
        for number in 0..<2 { _ = ledger.acknowledged(id(number), at: now) }

        let repeated = ledger.brokerDiedAbruptly()

        #expect(repeated.repetitions.map(\.id) == [id(0), id(1)])
        #expect(ledger.outstanding == 4)
        #expect(ledger.acknowledged(id(0), at: now) == nil)
        #expect(ledger.outstanding == 3)
        #expect(ledger.acknowledged(id(2), at: now) == push(2).id)
        #expect(ledger.close().pushCount == 1)
    }

    @Test("acknowledgements that come after the broker's death are repeated, too")
    func lateAcknowledgements() {
        var ledger = DeliveryLedger(limits: DeliveryLimits(memory: .init()))
        ledger.connected()
        for number in 0..<3 { ledger.enter(number) }
        _ = ledger.acknowledged(id(0), at: now)

        let early = ledger.brokerDiedAbruptly()
        _ = ledger.acknowledged(id(1), at: now)
        let late = ledger.disconnected()

        #expect(early.repetitions.isEmpty)
        #expect(late.repetitions.map(\.id) == [id(0), id(1)])
        #expect(ledger.disconnected().repetitions.isEmpty)
    }

    @Test("what is not kept is lost when the broker dies, also if nothing is left to repeat")
    func lost() {
        var memory = AcknowledgedMemory.Limits()
        memory.bytes = message(0).heldBytes - 1
        var ledger = DeliveryLedger(limits: DeliveryLimits(memory: memory))
        ledger.connected()
        for number in 0..<2 {
            ledger.enter(number)
            _ = ledger.acknowledged(id(number), at: now)
            ledger.forgetExcess()
        }

        #expect(ledger.disconnected().unkept.count == 0, "a connection that ends says nothing about the broker")
        let aftermath = ledger.brokerDiedAbruptly()

        #expect(aftermath.repetitions.isEmpty)
        #expect(aftermath.unkept.pushes == [push(0).id, push(1).id])
        #expect(ledger.brokerDiedAbruptly().unkept.count == 0)
    }

    @Test("a repetition that the broker rejects is told as such")
    func rejectedRepetition() {
        var ledger = DeliveryLedger(limits: DeliveryLimits(memory: .init()))
        for number in 0..<2 { ledger.enter(number) }
        _ = ledger.acknowledged(id(0), at: now)
        _ = ledger.brokerDiedAbruptly()

        let first = ledger.rejected(id(1))
        #expect(first?.push == push(1).id && first?.isRepetition == false)
        let repetition = ledger.rejected(id(0))
        #expect(repetition?.push == push(0).id && repetition?.isRepetition == true)
        #expect(ledger.rejected(id(0)) == nil)
    }

    @Test("without a memory nothing is repeated")
    func noMemory() {
        var ledger = DeliveryLedger(limits: DeliveryLimits())
        ledger.enter(1)
        _ = ledger.acknowledged(id(1), at: now)

        #expect(ledger.brokerDiedAbruptly().repetitions.isEmpty)
    }

    @Test("a push and its world are settled in full width")
    func identityIsNotTruncated() {
        var ledger = DeliveryLedger(limits: DeliveryLimits())
        let ids = [
            PushID(world: .max, number: .max), PushID(world: 1 << 24, number: 1 << 40), PushID(world: 0, number: 0),
        ]
        for (index, push) in ids.enumerated() { ledger.enter(message(index), id: id(index), settling: push) }

        #expect(ids.indices.map { ledger.acknowledged(id($0), at: now) } == ids)
    }

    @Test("a repetition leaves pushes that were sent before and after it unsettled")
    func repetitionKeepsPlace() {
        var ledger = DeliveryLedger(limits: DeliveryLimits(memory: .init()))
        for number in 0..<2 { ledger.enter(number) }
        _ = ledger.acknowledged(id(1), at: now)

        _ = ledger.brokerDiedAbruptly()
        ledger.enter(2)

        #expect(ledger.acknowledged(id(0), at: now) == push(0).id)
        #expect(ledger.acknowledged(id(1), at: now) == nil)
        #expect(ledger.acknowledged(id(2), at: now) == push(2).id)
        #expect(ledger.outstanding == 0)
    }
}

private func id(_ number: Int) -> MessageID {
    MessageID(rawValue: UInt64(number))
}

extension DeliveryLedger {
    fileprivate mutating func enter(_ number: Int) {
        enter(message(number), id: id(number), settling: push(number).id)
    }
}

func message(_ number: Int) -> MQTTMessage {
    MQTTMessage(topic: "/1000000067/data", payload: Array("\(number)".utf8))
}

func push(_ number: Int, world: Int = 0, topic: String = "/1000000067/data") -> OutgoingPush {
    OutgoingPush(id: PushID(world: world, number: UInt64(number)), topic: topic, payload: Array("\(number)".utf8))
}
