import HESContract
import SimulationKernel

/// Rows that a real-time read of one meter adds to history: those of the window for §3.2, the reading alone for §3.3.
struct Backfill: Codable, Sendable {
    enum Rows: Codable, Sendable {
        case reading(SimulatedInstant)
        /// Indices on the meter's ``FreezeGrid``.
        case freezes(Range<Int>)
        /// A reading that has its plan's stamp.
        case stampedReading(SimulatedInstant, stamp: SimulatedInstant)
    }

    let devAddr: String
    let cgcode: Cgcode
    let rows: Rows
}
