import HESMQTT
import HESRuntime
import HESSimulation
import Synchronization

/// The logins that the MQTT listener admits: those of the initial worlds until these exist, then those of all worlds.
///
/// Clients may connect before the worlds are made, because the worlds need a connected broker.
final class AdmittedLogins: Sendable {
    private struct State {
        var initial: [MQTTLogin]?
        /// Of all worlds, as they were at that revision.
        var known: (revision: Int, logins: [MQTTLogin])?
    }

    private let simulator: Simulator
    private let state: Mutex<State>

    init(_ simulator: Simulator, initial: [MQTTLogin]) {
        self.simulator = simulator
        state = Mutex(State(initial: initial))
    }

    func followWorlds() { state.withLock { $0.initial = nil } }

    var asksForLogins: Bool { logins.contains { $0.auth == .tenant } }

    /// Also while the initial worlds are being made.
    var areOfSeveralWorlds: Bool { logins.count > 1 }

    var access: TenantAccess { TenantAccess(revision: { [self] in revision }, logins: { [self] in logins }) }

    /// Even while the initial logins hold, odd afterwards.
    private var revision: Int {
        let isFollowing = state.withLock { $0.initial == nil }
        return simulator.worldsRevision &* 2 &+ (isFollowing ? 1 : 0)
    }

    /// Asks the worlds once for each revision, as every open session asks.
    private var logins: [MQTTLogin] {
        // Before the worlds: logins that are newer than their revision are asked for again, older ones would stay.
        let revision = simulator.worldsRevision
        let known = state.withLock { state in
            state.initial ?? state.known.flatMap { $0.revision == revision ? $0.logins : nil }
        }
        if let known { return known }
        let logins = simulator.mqttLogins
        state.withLock { $0.known = (revision, logins) }
        return logins
    }
}
