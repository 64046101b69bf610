import HESMQTT
import HESRuntime
import HESSimulation
import Synchronization

/// Lets MQTT clients in as the worlds want it: those of the scenarios until they are there, then those that there are.
final class SimulatorAccess: Sendable {
    private let simulator: Simulator
    private let expected: Mutex<[MQTTLogin]?>

    init(_ simulator: Simulator, expected: [MQTTLogin]) {
        self.simulator = simulator
        self.expected = Mutex(expected)
    }

    func worldsAreThere() { expected.withLock { $0 = nil } }

    var asksForLogins: Bool { logins.contains { $0.auth == .tenant } }

    var access: TenantAccess { TenantAccess { [self] in logins } }

    private var logins: [MQTTLogin] { expected.withLock(\.self) ?? simulator.mqttLogins }
}
