package import HESSimulation
import Synchronization

extension Simulator {
    /// Of all worlds, as they are now; waits for each one's lock.
    package var mqttLogins: [MQTTLogin] {
        worlds.map { world in MQTTLogin(world.state.withLock { $0.headEnd.configuration }) }
    }
}
