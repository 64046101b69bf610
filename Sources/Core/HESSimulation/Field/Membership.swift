package import SimulationKernel

/// A meter's entry in a DCU's archive.
package struct Membership: Hashable, Codable, Sendable {
    /// Index into the world's DCUs.
    package var dcu: Int
    package var isEnabled: Bool
}

/// The period in which the head-end could collect a meter's rows; both ends included.
package struct CollectionPeriod: Hashable, Codable, Sendable {
    package var from: SimulatedInstant
    /// nil while it lasts.
    package var until: SimulatedInstant?
}
