import HESContract
import HESRuntime
import HESSimulation
import HTTPTypes
import Hummingbird
import JSON

/// `/_sim/tokens/revoke`: live tokens end now.
struct TokenRoutes {
    let simulator: Simulator

    func revoke(_ request: Request) async throws -> ControlReply {
        let world = try request.world(in: simulator)
        let body = try await request.controlBody()
        if case .object(let members) = body, let other = members.first(where: { $0.key != "username" }) {
            throw ControlFailure(
                status: .badRequest,
                message: "unknown key '\(other.key)'",
                pointer: "/" + other.key,
                hint: "only username; without it every token is revoked"
            )
        }
        let username = body.member("username")?.value
        guard username == nil || username?.string != nil else {
            throw ControlFailure(status: .badRequest, message: "expected a string", pointer: "/username")
        }
        let users = world.read { headEnd, _ in headEnd.configuration.users.map(\.username) }
        if let name = username?.string, !users.contains(name) {
            throw ControlFailure(
                status: .notFound,
                message: "no user '\(name)'",
                pointer: "/username",
                hint: "one of " + users.joined(separator: ", ")
            )
        }
        let count = try world.durable { () throws(World.Durable) in try world.revokeTokens(of: username?.string) }
        return ControlReply {
            $0.key("revoked")
            $0.integer(count)
        }
    }
}
