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
        /// The control API armed rules: an array of them in the scenario's notation, each with its id.
        case arm(rules: [UInt8])
        /// The control API took the rule with that id away.
        case disarm(String)
        /// The control API made something happen to the field: an event in the scenario's notation, without `at`.
        case happen(event: [UInt8])
        /// The control API ended the live tokens of a user, or of all users if it is nil.
        case revoke(username: String?)
        /// The control API set parts of the world back.
        case reset([ResetScope])
        /// The control API replaced the world by that of a complete document; the instant is the start of the new one.
        case replace(document: [UInt8])
        /// A restart: names up to the mark may have been given by calls that were lost.
        case resume(HighWater)
        /// The world as it was here, encoded: a replay begins with the last one.
        case snapshot([UInt8])
    }

    /// Of the world as the scenario makes it; a replacement may give it another one, but is no other world.
    package let tenantCode: String
    /// When the world handled it; never decreases within a tenant but where the world begins anew.
    package let instant: SimulatedInstant
    package let kind: Kind

    package init(tenantCode: String, instant: SimulatedInstant, kind: Kind) {
        self.tenantCode = tenantCode
        self.instant = instant
        self.kind = kind
    }
}
