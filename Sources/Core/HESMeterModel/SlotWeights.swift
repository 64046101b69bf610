/// A weight table laid over absolute time: an hour that the wall clock skips weighs nothing, one shown twice counts twice.
struct SlotWeights: Sendable {
    private let table: WeightTable
    private let grid: SlotGrid
    /// Per shift of the grid: makes the sum run on smoothly where the wall clock jumps.
    private let corrections: [Int64]
    /// The only shift of a zone without daylight saving.
    private let constantShift: Int?
    let annual: Double

    init(table: WeightTable, grid: SlotGrid) {
        self.table = table
        self.grid = grid
        annual = table.annual
        var corrections: [Int64] = []
        for (index, shift) in grid.shifts.enumerated() {
            guard index > 0 else {
                corrections.append(0)
                continue
            }
            let before = table.cumulative(shift.firstSlot + grid.shifts[index - 1].wallShift)
            let after = table.cumulative(shift.firstSlot + shift.wallShift)
            corrections.append(corrections[index - 1] + before - after)
        }
        self.corrections = corrections
        constantShift = grid.shifts.count == 1 ? grid.shifts[0].wallShift : nil
    }

    /// Weight of everything before the slot.
    func cumulative(_ slot: Int) -> Int64 {
        if let constantShift { return table.cumulative(slot + constantShift) }
        let index = grid.shiftIndex(slot)
        return table.cumulative(slot + grid.shifts[index].wallShift) + corrections[index]
    }
}
