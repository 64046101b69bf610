package import SimulationKernel

/// A meter's entry in a DCU's archive.
package struct Membership: Hashable, Sendable {
    /// Index into the world's DCUs.
    package var dcu: Int
    package var isEnabled: Bool
}

/// From when to when the head-end could collect a meter's rows; both ends belong to it.
package struct CollectionPeriod: Hashable, Sendable {
    package var from: SimulatedInstant
    /// Nil: still.
    package var until: SimulatedInstant?
}
