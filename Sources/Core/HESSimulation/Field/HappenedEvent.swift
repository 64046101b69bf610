package import SimulationKernel

/// An event that the control API made happen while the world ran.
package struct HappenedEvent: Codable, Sendable {
    package let at: SimulatedInstant
    /// In the notation of scenario files, without `at`.
    package let source: [UInt8]
}
