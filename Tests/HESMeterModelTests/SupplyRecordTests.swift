import Foundation
import SimulationKernel
import Testing

@testable import HESMeterModel

@Suite("Supply record")
struct SupplyRecordTests {
    private func instant(_ minutes: Int64) -> SimulatedInstant { SimulatedInstant(milliseconds: minutes * 60_000) }

    @Test("spans that overlap or touch become one, in any order")
    func merges() {
        var interruptions = Interruptions()
        interruptions.insert(from: instant(50), until: instant(60))
        interruptions.insert(from: instant(10), until: instant(20))
        interruptions.insert(from: instant(20), until: instant(30))
        interruptions.insert(from: instant(25), until: instant(55))
        interruptions.insert(from: instant(80), until: instant(70))

        #expect(interruptions.spans == [.init(start: instant(10), end: instant(60))])
    }

    @Test("an open end swallows what follows, and ending it takes that back")
    func openEnd() {
        var interruptions = Interruptions()
        interruptions.insert(from: instant(50), until: instant(60))
        interruptions.insert(from: instant(10), until: nil)
        #expect(interruptions.contains(instant(1000)))

        interruptions.end(at: instant(30))

        #expect(interruptions.spans == [.init(start: instant(10), end: instant(30))])
    }

    @Test("opening an open breaker and closing a closed one change nothing")
    func idempotent() {
        var record = SupplyRecord()
        record.closeBreaker(at: instant(1))
        #expect(record == SupplyRecord())
        record.openBreaker(at: instant(5))
        let once = record
        record.openBreaker(at: instant(7))
        #expect(record == once)
    }

    @Test("spans without length leave no trace, in an empty record as in another")
    func emptySpans() {
        var other = SupplyRecord()
        other.addOutage(from: instant(20), until: instant(40))
        other.rollOver(at: instant(50), digits: 6)
        for before in [SupplyRecord(), other] {
            var record = before
            record.openBreaker(at: instant(10))
            #expect(record != before)
            record.closeBreaker(at: instant(10))
            #expect(record == before)
            record.addOutage(from: instant(10), until: instant(10))
            #expect(record == before)
            #expect(record.isEmpty == before.isEmpty)
        }
    }

    @Test("breaker and outage together make one span without energy")
    func union() {
        var record = SupplyRecord()
        record.openBreaker(at: instant(10))
        record.closeBreaker(at: instant(30))
        record.addOutage(from: instant(20), until: instant(40))

        #expect(record.withoutEnergy.spans == [.init(start: instant(10), end: instant(40))])
        #expect(record.isOut(at: instant(35)))
        #expect(!record.isBreakerOpen(at: instant(35)))
    }

    @Test("all lists are encoded, also of a record that holds nothing, and read back")
    func encoding() throws {
        var full = SupplyRecord()
        full.openBreaker(at: instant(10))
        full.closeBreaker(at: instant(15))
        full.addOutage(from: instant(20), until: instant(40))
        full.rollOver(at: instant(50), digits: 6)
        full.restartRegisters(
            at: instant(60),
            with: Registers(activeImport: 1, activeExport: 2, reactiveImport: 3, reactiveExport: 4)
        )
        full.setRatioError(at: instant(70), factor: 0.5)
        for record in [SupplyRecord(), full] {
            let bytes = try JSONEncoder().encode(record)
            let members = try #require(try JSONSerialization.jsonObject(with: bytes) as? [String: Any])

            #expect(
                members.keys.sorted()
                    == ["breakerOpen", "outages", "ratioErrors", "restarts", "rollovers", "withoutEnergy"]
            )
            #expect(try JSONDecoder().decode(SupplyRecord.self, from: bytes) == record)
        }
    }
}
