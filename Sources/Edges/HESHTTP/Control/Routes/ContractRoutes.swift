import HESContract
import HESRuntime
import HESSimulation
import Hummingbird
import JSON

/// `/_sim/openapi.json`, `/_sim/asyncapi.json`: the contract as a world's dialect has it.
struct ContractRoutes {
    let simulator: Simulator
    let worldFactory: WorldFactory

    func openAPI(_ request: Request) throws -> ControlReply {
        let world = try request.world(in: simulator)
        let document = OpenAPIDocument.json(
            dialect: configuration(of: world).dialect,
            server: worldFactory.addresses.http,
            limits: world.limits
        )
        return ControlReply(json: document.prettyPrinted)
    }

    func asyncAPI(_ request: Request) throws -> ControlReply {
        let world = try request.world(in: simulator)
        let configuration = configuration(of: world)
        let document = AsyncAPIDocument.json(
            dialect: configuration.dialect,
            tenantCode: configuration.tenantCode,
            broker: broker(asksForLogin: configuration.mqttAuth == .tenant)
        )
        return ControlReply(json: document.prettyPrinted)
    }

    private func configuration(of world: World) -> WorldConfiguration {
        world.read { headEnd, _ in headEnd.configuration }
    }

    /// The broker's address without its credentials.
    private func broker(asksForLogin: Bool) -> AsyncAPIDocument.Broker {
        let address = worldFactory.addresses.mqtt
        let parts = address.split(separator: "/", omittingEmptySubsequences: true)
        let host = parts.last?.split(separator: "@").last.map { String($0) } ?? "127.0.0.1:1883"
        return AsyncAPIDocument.Broker(
            host: host,
            isSecure: address.hasPrefix("mqtts:"),
            asksForLogin: asksForLogin
        )
    }
}
