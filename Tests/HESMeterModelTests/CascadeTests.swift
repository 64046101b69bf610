import SimulationKernel
import Testing

@testable import HESMeterModel

@Suite("Cascade")
struct CascadeTests {
    @Test("a span's halves hold exactly its energy, down to the quarter hours", arguments: 1...30)
    func halves(_ number: Int) {
        let subject = Case(UInt64(number))
        let cascade = subject.model.consumption(of: subject.meter).taken
        let slot = subject.model.grid.slot(at: subject.instant)
        var node = cascade.root(holding: slot)
        while !node.isLeaf {
            var (left, right) = (node, node)
            cascade.descend(&left, toward: node.low)
            cascade.descend(&right, toward: node.high - 1)

            #expect(left.high == right.low)
            #expect(left.energy + right.energy == node.energy)
            #expect(left.before == node.before && right.before == node.before + left.energy)
            #expect(left.energy.active >= 0 && right.energy.active >= 0)
            #expect(left.energy.reactive >= 0 && right.energy.reactive >= 0)
            node = slot < left.high ? left : right
        }
        #expect(cascade.leaf(slot).energy == node.energy)
        #expect(cascade.energy(before: slot + 1) == node.before + node.energy)
    }

    @Test("512-day roots join without gap or fall, to the end of the horizon and beyond", arguments: 1...10)
    func roots(_ number: Int) {
        let subject = Case(UInt64(number))
        let cascade = subject.model.consumption(of: subject.meter).taken
        var root = cascade.root(holding: subject.model.grid.slot(at: subject.instant))
        for _ in 0..<90 {
            let next = cascade.root(holding: root.high)
            #expect(next.low == root.high)
            #expect(next.before == root.before + root.energy)
            #expect(next.energy.active >= 0 && next.energy.reactive >= 0)
            root = next
        }
        #expect(root.energy == .zero)
    }

    @Test("a roof feeds in nothing where its weight is nothing", arguments: WorldZone.tested)
    func noWeight(_ zone: WorldZone) throws {
        let model = MeterModel(seed: 11, zone: zone)
        let consumption = model.consumption(of: Meter(devAddr: "1", profile: .standard(.pvHousehold)))
        let fedIn = try #require(consumption.fedIn)
        let first = model.grid.slot(at: SimulatedInstant(milliseconds: 1_711_800_000_000))
        for slot in first..<first + 2000 {
            let (taken, given) = (consumption.taken.leaf(slot).energy, fedIn.leaf(slot).energy)
            #expect(taken.active == 0 || given.active == 0)
            #expect(taken.reactive == 0 || given.reactive == 0)
        }
    }

    @Test("minutes of a quarter hour add up to it, and each is still or above the starting current")
    func minutes() {
        for energy in Array(0...40) + [99, 500, 12_345] {
            for hash in UInt64(0)..<50 {
                let pair = EnergyPair(active: Int64(energy), reactive: Int64(energy) / 3)
                let quarter = QuarterHour(energy: pair, floor: 100, hash: hash)
                let minutes = (0..<15).map { quarter.minute($0) }
                var before = EnergyPair.zero
                for (index, minute) in minutes.enumerated() {
                    #expect(minute.before == before)
                    #expect(minute.within.active == 0 || minute.within.active >= 100)
                    #expect(quarter.energy(inFirst: Int64(index) * 60_000) == before)
                    before = before + minute.within
                }
                #expect(before == pair * 1000)
            }
        }
    }
}
