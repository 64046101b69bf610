package import HESSimulation
import Synchronization

extension Simulator {
    /// The MQTT logins of all worlds as they are now; waits for each world's lock.
    package var mqttLogins: [MQTTLogin] {
        worlds.map { world in MQTTLogin(world.state.withLock { $0.headEnd.configuration }) }
    }
}
