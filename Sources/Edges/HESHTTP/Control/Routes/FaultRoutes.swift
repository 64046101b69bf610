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
        let (rules, now) = (world.livingRules, world.now)
        return ControlReply {
            $0.key("faults")
            $0.array { for armed in rules { $0.armed(armed, mayAct: armed.mayAct(at: now)) } }
        }
    }

    /// One rule or an array; all of them or none.
    func post(_ request: Request) async throws -> ControlReply {
        let world = try request.world(in: simulator)
        let body = try await request.controlBytes()
        let configuration = world.read { headEnd, _ in headEnd.configuration }
        let known = world.livingRules.map(\.rule.id)
        let reading = ScenarioDocument(body, file: "request")
            .readRules(for: configuration, known: known) { world.read { headEnd, _ in headEnd.journal }.rulesThatHit }
        let errors = reading.diagnostics.filter { $0.severity == .error }
        guard errors.isEmpty else { throw ControlFailure(errors) }
        if let taken = world.arm(reading.rules) {
            throw ControlFailure(status: .conflict, message: "a rule '\(taken)' is armed", pointer: "/id")
        }
        try world.requireSaved()
        return ControlReply(status: .created) {
            $0.key("ids")
            $0.array { for rule in reading.rules { $0.string(rule.id) } }
            $0.warnings(reading.diagnostics)
        }
    }

    func delete(_ request: Request, context: BasicRequestContext) throws -> ControlReply {
        let world = try request.world(in: simulator)
        let id = try context.segment("id")
        guard world.disarm(id) else {
            let known = world.livingRules.map(\.rule.id)
            throw ControlFailure(
                status: .notFound,
                message: "no rule '\(id)'",
                hint: known.isEmpty ? "no rule is armed" : "one of " + known.joined(separator: ", ")
            )
        }
        try world.requireSaved()
        return ControlReply {
            $0.key("removed")
            $0.string(id)
        }
    }
}

extension JSONWriter {
    fileprivate mutating func armed(_ armed: ArmedRules.Armed, mayAct: Bool) {
        object { writer in
            writer.key("id")
            writer.string(armed.rule.id)
            if case .object(let members) = armed.rule.source {
                for member in members where member.key != "id" {
                    writer.key(named: member.key)
                    writer.node(member.node.value)
                }
            }
            writer.key("matches")
            writer.integer(armed.matchCount)
            writer.key("hits")
            writer.integer(armed.hitCount)
            writer.key("alive")
            writer.bool(mayAct)
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
    /// Refuses to answer for a change that `--state` could not save, with which the process ends.
    func requireSaved() throws {
        guard !mayTell else { return }
        throw ControlFailure(
            status: .serviceUnavailable,
            message: "the file of --state could not be written: hes-sim ends, and its last message says why",
            hint: "start it again with the same file, and repeat the request"
        )
    }
}
