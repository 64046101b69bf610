import HESReferenceClient
import HESServer
import HESSimulation

/// The bounds of the demo's client: deadlines of the world's time, turned into the machine's.
struct DemoClient {
    private let world: WorldConfiguration
    private let mode: ClockMode

    init(_ world: WorldConfiguration, mode: ClockMode) {
        (self.world, self.mode) = (world, mode)
    }

    func configuration(at addresses: ServerAddresses) -> ClientConfiguration {
        let user = world.users.first
        let login = world.mqttUsers?.first
        let asksForLogin = world.mqttAuth == .tenant
        var configuration = ClientConfiguration(
            baseURL: addresses.http,
            broker: .init(
                host: "127.0.0.1",
                port: addresses.mqttPort,
                username: asksForLogin ? login?.username ?? user?.username : nil,
                password: asksForLogin ? login?.password ?? user?.password : nil
            ),
            credentials: .init(
                tenantCode: world.tenantCode,
                username: user?.username ?? "",
                password: user?.password ?? "",
                secretKey: user?.secretKey ?? ""
            )
        )
        configuration.zone = world.zone
        configuration.remembersRows = false
        configuration.planLimit = onWall(minutes: Self.planMinutes, least: .seconds(5))
        configuration.operationLimit = onWall(minutes: Self.operationMinutes, least: .seconds(60))
        return configuration
    }

    /// On a clock that is moved from one thing to the next a result that comes is there at once: the least is enough.
    private func onWall(minutes: Double, least: Duration) -> Duration {
        mode.speed > 0 ? max(least, .seconds(minutes * 60 / mode.speed)) : least
    }

    /// Recipe F26: thirty minutes for each 200 meters of a DCU.
    private static let planMinutes = 30.0
    private static let operationMinutes = 180.0
}
