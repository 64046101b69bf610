import Testing

@testable import HESMQTT
@testable import MQTTClient

struct DeliveryLedgerTests {
    private let now = ContinuousClock.now

    @Test("an acknowledged push is settled once")
    func settledOnce() {
        var ledger = DeliveryLedger(limits: DeliveryLimits())
        ledger.sent(push(7), as: id(1))

        #expect(ledger.outstanding == 1)
        #expect(ledger.acknowledged(id(1), at: now) == 7)
        #expect(ledger.acknowledged(id(1), at: now) == nil)
        #expect(ledger.outstanding == 0)
    }

    @Test("the bound counts payload, topic and bookkeeping, and acknowledgements give room")
    func bytesAreBounded() {
        var limits = DeliveryLimits()
        limits.heldBytes = 3 * push(0).heldBytes
        var ledger = DeliveryLedger(limits: limits)
        for number in 0..<3 { ledger.sent(push(number), as: id(number)) }

        #expect(ledger.refusal(of: push(3)) == .queueFull)
        _ = ledger.acknowledged(id(1), at: now)
        #expect(ledger.refusal(of: push(3)) == nil)
    }

    @Test("after closing everything outstanding is given up and nothing more accepted")
    func closing() {
        var ledger = DeliveryLedger(limits: DeliveryLimits())
        for number in 0..<3 { ledger.sent(push(number), as: id(number)) }

        #expect(ledger.close() == [0, 1, 2])
        #expect(ledger.refusal(of: push(3)) == .stopped)
        #expect(ledger.outstanding == 0)
    }

    @Test("what was acknowledged lately goes first when the broker died, and is not settled again")
    func repetition() {
        var ledger = DeliveryLedger(limits: DeliveryLimits(memory: .init()))
        for number in 0..<4 { ledger.sent(push(number), as: id(number)) }
        for number in 0..<2 { _ = ledger.acknowledged(id(number), at: now) }

        let repeated = ledger.brokerDiedAbruptly()

        #expect(repeated.map(\.id) == [id(0), id(1)])
        #expect(ledger.outstanding == 4)
        #expect(ledger.acknowledged(id(0), at: now) == nil)
        #expect(ledger.outstanding == 3)
        #expect(ledger.close() == [2, 3])
    }

    @Test("acknowledgements that come after the broker's death are repeated, too")
    func lateAcknowledgements() {
        var ledger = DeliveryLedger(limits: DeliveryLimits(memory: .init()))
        ledger.connected()
        for number in 0..<3 { ledger.sent(push(number), as: id(number)) }
        _ = ledger.acknowledged(id(0), at: now)

        let early = ledger.brokerDiedAbruptly()
        _ = ledger.acknowledged(id(1), at: now)
        let late = ledger.disconnected()

        #expect(early.isEmpty)
        #expect(late.map(\.id) == [id(0), id(1)])
        #expect(ledger.disconnected().isEmpty)
    }

    @Test("without a memory nothing is repeated")
    func noMemory() {
        var ledger = DeliveryLedger(limits: DeliveryLimits())
        ledger.sent(push(1), as: id(1))
        _ = ledger.acknowledged(id(1), at: now)

        #expect(ledger.brokerDiedAbruptly().isEmpty)
    }

    private func id(_ number: Int) -> MessageID {
        MessageID(rawValue: UInt64(number))
    }
}

func push(_ number: Int, world: Int = 0) -> QueuedPush {
    QueuedPush(
        worldKey: world,
        ticket: UInt64(number),
        message: MQTTMessage(topic: "/1000000067/data", payload: Array("\(number)".utf8))
    )
}
