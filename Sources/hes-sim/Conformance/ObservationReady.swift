import HESContract
import HESServer
import HESSimulation
import JSON
import SimulationKernel

/// What a running system needs to connect: a JSON line for stdout, and sentences for stderr.
struct ObservationReady {
    private let world: WorldConfiguration
    private let addresses: ServerAddresses
    private let window: String

    init(_ world: WorldConfiguration, at addresses: ServerAddresses, window: String) {
        self.world = world
        self.addresses = addresses
        self.window = window
    }

    func announce() {
        StandardError.write(banner)
        var writer = JSONWriter()
        writer.node(json)
        StandardOutput.writeLine(writer.bytes)
    }

    private var json: JSONValue {
        let user = world.users.first
        return [
            "ready": true, "http": .string(addresses.http), "mqtt": .string(addresses.mqtt),
            "tenantCode": .string(world.tenantCode), "username": .string(user?.username ?? ""),
            "password": .string(user?.password ?? ""), "secretKey": .string(user?.secretKey ?? ""),
            "timeZone": .string(world.zone.name), "mqttUsername": brokerLogin.map { .string($0.username) } ?? .null,
            "mqttPassword": brokerLogin.map { .string($0.password) } ?? .null,
        ]
    }

    /// Nil for a broker that lets every client in.
    private var brokerLogin: (username: String, password: String)? {
        guard world.mqttAuth == .tenant else { return nil }
        if let login = world.mqttUsers?.first { return (login.username, login.password) }
        return world.users.first.map { ($0.username, $0.password) }
    }

    private var banner: String {
        let user = world.users.first
        return """
            hes-sim \(Version.text) observes for \(window); point the system to it:
              HTTP        \(addresses.http)\(Endpoint.root)
              MQTT        \(addresses.mqtt), results on /\(world.tenantCode)/{planId}
              tenantCode  \(world.tenantCode)
              username    \(user?.username ?? "")
              password    \(user?.password ?? "")
              secretKey   \(user?.secretKey ?? "")
              time zone   \(world.zone.name)\(brokerLine)
            Ctrl-C ends the window early; what was seen is judged.
            """
    }

    private var brokerLine: String {
        brokerLogin.map { "\n  MQTT login  \($0.username) with the password \($0.password)" } ?? ""
    }
}
