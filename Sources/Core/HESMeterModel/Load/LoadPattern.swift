/// When a kind of customer uses energy in absolute time, and how unevenly: a weight table mapped to the slots of a zone.
///
/// An hour that the wall clock skips weighs nothing, one shown twice counts twice. An immutable class, because every
/// computed value needs it: one reference to retain instead of several arrays.
final class LoadPattern: Sendable {
    let grid: SlotGrid
    let noise: Noise
    /// The weight of a mean year.
    let annualWeight: Double
    /// The weight of all years.
    let totalWeight: Int64
    private let table: WeightTable
    /// Per shift of the grid: keeps the cumulative weight continuous when the wall clock jumps.
    private let corrections: [Int64]
    /// The only shift of a zone without daylight saving.
    private let constantShift: Int?

    init(table: WeightTable, noise: Noise, grid: SlotGrid) {
        self.table = table
        self.noise = noise
        self.grid = grid
        corrections = Self.corrections(table: table, grid: grid)
        annualWeight = table.annual
        totalWeight = table.total + (corrections.last ?? 0)
        constantShift = grid.shifts.count == 1 ? grid.shifts[0].wallShift : nil
    }

    /// Weight of everything before the slot.
    @inline(__always)
    func weight(before slot: Int) -> Int64 {
        if let constantShift { return table.cumulative(slot &+ constantShift) }
        let index = grid.shiftIndex(slot)
        return table.cumulative(slot + grid.shifts[index].wallShift) + corrections[index]
    }

    private static func corrections(table: WeightTable, grid: SlotGrid) -> [Int64] {
        var corrections: [Int64] = [0]
        for (earlier, later) in zip(grid.shifts, grid.shifts.dropFirst()) {
            let before = table.cumulative(later.firstSlot + earlier.wallShift)
            let after = table.cumulative(later.firstSlot + later.wallShift)
            corrections.append(corrections[corrections.count - 1] + before - after)
        }
        return corrections
    }
}
