import HESContract
import HESRuntime
import HESScenario
import HESSimulation
import HTTPTypes
import Hummingbird
import JSON
import SimulationKernel

/// `/_sim/worlds`, `/_sim/scenario`, `/_sim/reset`: lists, makes, replaces, deletes and resets worlds.
struct WorldRoutes {
    let simulator: Simulator
    let worldFactory: WorldFactory
    /// Most worlds of a process; a further one is refused.
    var mostWorlds = 10_000

    func get() -> ControlReply {
        let worlds = simulator.worlds
        return ControlReply {
            $0.key("worlds")
            $0.array { for world in worlds { $0.world(world) } }
        }
    }

    /// One world, with what its users log in with.
    func getOne(_ context: BasicRequestContext) throws -> ControlReply {
        let code = try context.segment("tenant")
        guard let world = simulator.world(tenantCode: code) else {
            throw ControlFailure(status: .notFound, message: "no world '\(code)'", hint: "GET /_sim/worlds names them")
        }
        let (users, addresses) = (world.read { headEnd, _ in headEnd.configuration.users }, worldFactory.addresses)
        return ControlReply {
            $0.key("tenantCode")
            $0.string(world.tenantCode)
            $0.key("users")
            $0.array { for user in users { $0.user(user) } }
            $0.key("topic")
            $0.string("/\(world.tenantCode)/#")
            $0.key("mqtt")
            $0.string(addresses.mqtt)
            $0.key("http")
            $0.string(addresses.http)
        }
    }

    func post(_ request: Request) async throws -> ControlReply {
        guard simulator.worlds.count < mostWorlds else {
            throw ControlFailure(status: .conflict, message: "there are \(mostWorlds) worlds", hint: "delete some")
        }
        let draft = try worldFactory.draft(try await request.controlBytes(), for: nil)
        let configuration = draft.replacement.configuration
        guard
            let world = simulator.addNewWorld(
                configuration,
                mode: draft.replacement.mode,
                in: worldFactory.surroundings
            )
        else {
            throw ControlFailure(
                status: .conflict,
                message: "there is a world '\(configuration.tenantCode)'",
                pointer: "/tenants/0/tenantCode",
                hint: "leave tenantCode out, and one is made up"
            )
        }
        return reply(world, from: draft, status: .created)
    }

    func delete(_ context: BasicRequestContext) throws -> ControlReply {
        let code = try context.segment("tenant")
        if let world = simulator.world(tenantCode: code), world.isDurable {
            throw ControlFailure(
                status: .conflict,
                message:
                    "the world '\(code)' is of a scenario file, which --state keeps: it would be there after a restart",
                hint: "replace it with PUT /_sim/scenario, or start without its tenant and with another --state"
            )
        }
        guard simulator.removeWorld(tenantCode: code) else {
            throw ControlFailure(status: .notFound, message: "no world '\(code)'", hint: "GET /_sim/worlds names them")
        }
        return ControlReply {
            $0.key("removed")
            $0.string(code)
        }
    }

    /// Replaces a world; a document that is refused leaves the old world unchanged.
    func put(_ request: Request) async throws -> ControlReply {
        let old = try request.world(in: simulator)
        let draft = try worldFactory.draft(try await request.controlBytes(), for: old)
        guard let world = simulator.replaceWorld(old, by: draft.replacement) else {
            throw ControlFailure(
                status: .conflict,
                message:
                    "'\(draft.replacement.configuration.tenantCode)' is another world's code, or the world is gone",
                pointer: "/tenants/0/tenantCode"
            )
        }
        try world.requireSaved()
        return reply(world, from: draft, status: .ok)
    }

    func reset(_ request: Request) async throws -> ControlReply {
        let world = try request.world(in: simulator)
        let scopes = try await Self.resetBody.read(request)
        world.reset(scopes)
        try world.requireSaved()
        return ControlReply {
            $0.key("reset")
            $0.array { for scope in scopes { $0.string(scope.rawValue) } }
        }
    }

    private static let scopes = ResetScope.allCases.map(\.rawValue)

    /// Without a scope, the whole world.
    static let resetBody = ControlBody(refusal: refusal) { place -> [ResetScope]? in
        guard let reader = place.object() else { return nil }
        let scope = reader.optional("scope")
        reader.finish()
        guard let scope else { return [.all] }
        let word: JSONValue = ["type": "string", "enum": .words(scopes)]
        scope.note("anyOf", as: [word, ["type": "array", "items": word, "minItems": 1]])
        var names = [scope.node.value.string]
        if case .array(let nodes) = scope.node.value { names = nodes.map(\.value.string) }
        let found = names.compactMap { $0.flatMap { ResetScope(rawValue: $0) } }
        guard !found.isEmpty, found.count == names.count else {
            scope.complain(expected: "scopes")
            return nil
        }
        return found
    }

    @Sendable
    private static func refusal(_ problem: JSONProblem) -> ControlFailure {
        var failure = ControlFailure(problem)
        failure.hint = "one or more of " + scopes.joined(separator: ", ")
        guard case .unknownKey = problem.cause else { return failure }
        return ControlFailure(status: .badRequest, message: "expected only 'scope'", pointer: "", hint: failure.hint)
    }

    private func reply(
        _ world: World,
        from draft: WorldFactory.Draft,
        status: HTTPResponse.Status
    ) -> ControlReply {
        ControlReply(status: status) {
            $0.key("tenantCode")
            $0.string(world.tenantCode)
            let user = draft.replacement.configuration.users.first
            for (name, value) in [
                ("username", user?.username), ("password", user?.password), ("secretKey", user?.secretKey),
            ] {
                $0.key(named: name)
                if let value { $0.string(value) } else { $0.null() }
            }
            $0.key("topic")
            $0.string("/\(world.tenantCode)/#")
            $0.key("mqtt")
            $0.string(worldFactory.addresses.mqtt)
            $0.key("http")
            $0.string(worldFactory.addresses.http)
            $0.warnings(draft.warnings)
        }
    }
}

extension JSONWriter {
    fileprivate mutating func user(_ user: User) {
        object {
            $0.key("username")
            $0.string(user.username)
            $0.key("password")
            $0.string(user.password)
            $0.key("secretKey")
            $0.string(user.secretKey)
        }
    }

    fileprivate mutating func world(_ world: World) {
        let (name, now, mode) = world.read { headEnd, clock in
            let now = clock.now(wall: .now)
            return (headEnd.configuration.zone.civilTime(at: now).description, now, clock.mode.description)
        }
        object {
            $0.key("tenantCode")
            $0.string(world.tenantCode)
            $0.key("topic")
            $0.string("/\(world.tenantCode)/#")
            $0.key("now")
            $0.string(name)
            $0.key("nowMs")
            $0.integer(now.milliseconds)
            $0.key("mode")
            $0.string(mode)
        }
    }
}
