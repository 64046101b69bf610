import SimulationKernel
import Testing

@testable import HESMeterModel

@Suite("Slot grid")
struct SlotGridTests {
    @Test("slots are the quarter hours of the wall clock, across changes of the clock", arguments: WorldZone.tested)
    func wallClock(_ zone: WorldZone) {
        let grid = SlotGrid(zone: zone)
        // Every 7 h 11 min from 2001 to 2040.
        for step in 0..<Int64(47_000) {
            let instant = SimulatedInstant(milliseconds: 980_000_000_000 + step * 25_860_000)
            let slot = grid.slot(at: instant)
            let wall = zone.civilTime(at: instant)
            #expect(grid.slotOfDay(slot) == wall.millisecondOfDay / 900_000, "\(zone.name) \(wall)")
            #expect(grid.start(ofSlot: slot) <= instant && instant < grid.start(ofSlot: slot + 1))
        }
    }

    @Test("weights of consecutive slots are never negative, across changes of the clock", arguments: WorldZone.tested)
    func weights(_ zone: WorldZone) {
        let grid = SlotGrid(zone: zone)
        let pattern = LoadPattern(table: .standard(.household), noise: .standard(.household), grid: grid)
        let first = grid.slot(at: SimulatedInstant(milliseconds: 1_704_000_000_000))
        for slot in first..<first + 35_136 {
            #expect(pattern.weight(before: slot + 1) > pattern.weight(before: slot))
        }
    }
}
