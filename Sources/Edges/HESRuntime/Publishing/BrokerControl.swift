package import HESSimulation

/// What carries out the broker faults of a scenario: the listener between clients and broker.
package protocol BrokerControl: Sendable {
    /// Called from any thread; must not block. In a process of several worlds it is about this tenant's clients.
    func perform(_ command: BrokerCommand, tenantCode: String)
}
