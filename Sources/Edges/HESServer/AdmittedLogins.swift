import HESMQTT
import HESRuntime
import HESSimulation
import Synchronization

/// The logins that the MQTT listener admits: those of the initial worlds until these exist, then those of all worlds.
///
/// Clients may connect before the worlds are made, because the worlds need a connected broker.
final class AdmittedLogins: Sendable {
    private let simulator: Simulator
    private let initial: Mutex<[MQTTLogin]?>

    init(_ simulator: Simulator, initial: [MQTTLogin]) {
        self.simulator = simulator
        self.initial = Mutex(initial)
    }

    func followWorlds() { initial.withLock { $0 = nil } }

    var asksForLogins: Bool { logins.contains { $0.auth == .tenant } }

    var access: TenantAccess { TenantAccess { [self] in logins } }

    private var logins: [MQTTLogin] { initial.withLock(\.self) ?? simulator.mqttLogins }
}
