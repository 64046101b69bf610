package import HESContract
package import SimulationKernel

/// An input of a world; the same inputs at the same instants give the same world.
package struct RecordedInput: Sendable {
    package enum Kind: Sendable {
        /// A call that left a trace in its world: ``Decision/isInput``.
        case call(Endpoint, headerToken: String?, body: [UInt8])
        /// The broker acknowledged a push, or `failure` says why it never will.
        case settle(ticket: UInt64, failure: String?)
        /// The control API moved the clock to the instant.
        case clock
        case mode(ClockMode)
        /// A restart: names up to the mark may have been given by calls that were lost.
        case resume(HighWater)
        /// The world as it was here, encoded: a replay begins with the last one.
        case snapshot([UInt8])
    }

    package let tenantCode: String
    /// When the world handled it; never decreases within a tenant.
    package let instant: SimulatedInstant
    package let kind: Kind

    package init(tenantCode: String, instant: SimulatedInstant, kind: Kind) {
        self.tenantCode = tenantCode
        self.instant = instant
        self.kind = kind
    }
}
