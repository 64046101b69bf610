import HESContract
import HESRuntime
import HESScenario
import HESSimulation
import HTTPTypes
import Hummingbird
import JSON

/// `/_sim/faults`: the rules of a world, in the scenario's own notation.
struct FaultRoutes {
    let simulator: Simulator

    func get(_ request: Request) throws -> ControlReply {
        let world = try request.world(in: simulator)
        return world.read { headEnd, _ in
            ControlReply {
                $0.key("faults")
                $0.array {
                    for armed in headEnd.rules.all { $0.armed(armed, isAlive: armed.isAlive(at: headEnd.now)) }
                }
            }
        }
    }

    /// One rule or an array; all of them or none.
    func post(_ request: Request) async throws -> ControlReply {
        let world = try request.world(in: simulator)
        let body = try await request.controlBytes()
        let (configuration, known) = world.read { headEnd, _ in
            (headEnd.configuration, headEnd.rules.all.map(\.rule.id))
        }
        let reading = ScenarioDocument(body, file: "request").readRules(for: configuration, known: known)
        let errors = reading.diagnostics.filter { $0.severity == .error }
        guard errors.isEmpty else { throw ControlFailure(errors) }
        if let taken = try world.durable({ () throws(World.Durable) in try world.arm(reading.rules) }) {
            throw ControlFailure(status: .conflict, message: "a rule '\(taken)' is armed", pointer: "/id")
        }
        return ControlReply(status: .created) {
            $0.key("ids")
            $0.array { for rule in reading.rules { $0.string(rule.id) } }
            $0.warnings(reading.diagnostics)
        }
    }

    func delete(_ request: Request, context: BasicRequestContext) throws -> ControlReply {
        let world = try request.world(in: simulator)
        let id = try context.parameters.require("id")
        guard try world.durable({ () throws(World.Durable) in try world.disarm(id) }) else {
            let known = world.read { headEnd, _ in headEnd.rules.all.map(\.rule.id) }
            throw ControlFailure(
                status: .notFound,
                message: "no rule '\(id)'",
                hint: known.isEmpty ? "no rule is armed" : "one of " + known.joined(separator: ", ")
            )
        }
        return ControlReply {
            $0.key("removed")
            $0.string(id)
        }
    }
}

extension JSONWriter {
    fileprivate mutating func armed(_ armed: ArmedRules.Armed, isAlive: Bool) {
        object { writer in
            writer.key("id")
            writer.string(armed.rule.id)
            if case .object(let members) = armed.rule.source {
                for member in members where member.key != "id" {
                    writer.key(member.key)
                    writer.node(member.node.value)
                }
            }
            writer.key("matches")
            writer.integer(armed.matchCount)
            writer.key("hits")
            writer.integer(armed.hitCount)
            writer.key("alive")
            writer.bool(isAlive)
        }
    }

    /// Writes the warnings of a document under `warnings`; writes nothing without a warning.
    mutating func warnings(_ diagnostics: [Diagnostic]) {
        let warnings = diagnostics.filter { $0.severity == .warning }
        guard !warnings.isEmpty else { return }
        key("warnings")
        array { for warning in warnings { $0.string(warning.description) } }
    }
}

extension ControlFailure {
    /// A document with errors: the first one's pointer, and all of them in words.
    init(_ errors: [Diagnostic]) {
        self.init(
            status: .badRequest,
            message: errors.map(\.description).joined(separator: "\n"),
            pointer: errors.first?.pointer,
            hint: errors.first?.hint
        )
    }
}

extension World {
    /// Runs `body`; a change that a world of `--state` refuses becomes a failure with status 409.
    func durable<Result>(_ body: () throws(Durable) -> Result) throws -> Result {
        do {
            return try body()
        } catch {
            throw durableFailure
        }
    }

    func refuseIfDurable() throws {
        if isDurable { throw durableFailure }
    }

    private var durableFailure: ControlFailure {
        ControlFailure(
            status: .conflict,
            message: "the world '\(tenantCode)' is kept by --state, which would not know of this after a restart",
            hint: "start without --state, or make a world of its own with POST /_sim/worlds"
        )
    }
}
