package import HESContract
package import HESSimulation
package import SimulationKernel

/// Something that came into a world from outside: the same inputs at the same instants make the same world.
package struct RecordedInput: Sendable {
    package enum Kind: Sendable {
        /// An accepted call that is not of the history: a rejected one has changed nothing, nor does reading.
        case call(Endpoint, headerToken: String?, body: [UInt8])
        /// The broker has a push, or it is known that it never will.
        case settle(ticket: UInt64, failure: String?)
        /// Somebody moved the clock to the instant.
        case clock
        case mode(ClockMode)
    }

    package let tenantCode: String
    /// When the world took it; never goes back within a tenant.
    package let instant: SimulatedInstant
    package let kind: Kind

    package init(tenantCode: String, instant: SimulatedInstant, kind: Kind) {
        self.tenantCode = tenantCode
        self.instant = instant
        self.kind = kind
    }
}

/// Is told every input of every world, a world's own in the order in which it took them.
package protocol InputRecorder: Sendable {
    /// Called from any thread, under the world's lock: only keeps it.
    func record(_ input: RecordedInput)
}
