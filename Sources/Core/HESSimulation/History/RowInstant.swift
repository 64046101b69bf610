import SimulationKernel

/// A row before its values are made.
struct RowInstant: Hashable, Sendable {
    /// Whose values it has.
    let instant: SimulatedInstant
    /// The stamp of a reading that has its plan's; nil for rows that are stamped by their instant.
    var stamp: SimulatedInstant?

    /// The stamp, but for what the dialect does to those of freezes.
    var shown: SimulatedInstant { stamp ?? instant }
}
