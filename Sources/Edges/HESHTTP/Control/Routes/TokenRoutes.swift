import HESContract
import HESRuntime
import HESSimulation
import HTTPTypes
import Hummingbird
import JSON

/// `/_sim/tokens/revoke`: ends live tokens.
struct TokenRoutes {
    let simulator: Simulator

    /// The user whose tokens end; nil for all.
    static let body = ControlBody(refusal: refusal) { place -> String?? in
        guard let reader = place.object() else { return nil }
        let username = reader.optional("username")
        reader.finish()
        return .some(username?.string())
    }

    @Sendable
    private static func refusal(_ problem: JSONProblem) -> ControlFailure {
        var failure = ControlFailure(problem)
        if case .unknownKey = problem.cause { failure.hint = "only username; without it every token is revoked" }
        return failure
    }

    func revoke(_ request: Request) async throws -> ControlReply {
        let world = try request.world(in: simulator)
        let username = try await Self.body.read(request)
        let users = world.read { headEnd, _ in headEnd.configuration.users.map(\.username) }
        if let name = username, !users.contains(name) {
            throw ControlFailure(
                status: .notFound,
                message: "no user '\(name)'",
                pointer: "/username",
                hint: users.isEmpty ? "the world has no user" : "one of " + users.joined(separator: ", ")
            )
        }
        let count = world.revokeTokens(of: username)
        try world.requireSaved()
        return ControlReply {
            $0.key("revoked")
            $0.integer(count)
        }
    }
}
