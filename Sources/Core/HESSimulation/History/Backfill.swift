import HESContract
import SimulationKernel

/// Rows that a real-time read of one meter brings into history: §3.2 its rows, §3.3 only its own instant.
struct Backfill: Sendable {
    enum Rows: Sendable {
        case reading(SimulatedInstant)
        /// Numbers on the meter's grid.
        case freezes(Range<Int>)
    }

    let devAddr: String
    let cgcode: Cgcode
    let rows: Rows
}
