import HESContract
import HESFaults
import HESScenario
import HESSimulation
import JSON
import SimulationKernel
import SimulationTestSupport

/// A day in the life of a small world, as lines: every answer, push and command to the broker.
struct Script {
    private var world: TestWorld
    private var token = ""

    struct Broken: Error {
        let diagnostics: [Diagnostic]
    }

    /// `faults`, `dialect` and `seed` go into the scenario.
    init(faults: String, dialect: String = "{}", seed: Int = 7) throws {
        let text = Self.scenario(faults: faults, dialect: dialect, seed: seed)
        let reading = Scenario.read(Array(text.utf8), file: "s.json", now: SimulatedInstant(milliseconds: 0))
        guard let configuration = reading.scenario?.worlds.first else {
            throw Broken(diagnostics: reading.diagnostics)
        }
        world = TestWorld(configuration, acknowledges: true)
    }

    static func scenario(faults: String, dialect: String = "{}", seed: Int = 7) -> String {
        """
        {"name":"script","seed":\(seed),"clock":{"start":"2024-07-11 16:20:00","mode":"manual"},
         "tenants":[{"tenantCode":"1","users":[{"username":"u","password":"p","secretKey":"k"}],
         "dcus":[{"dcuNo":"D","meters":["1","2","3"]},{"dcuNo":"E","meters":["4"]}],"dialect":\(dialect),"faults":\(faults)}]}
        """
    }

    var rules: [ArmedRules.Armed] { world.headEnd.rules.all }

    var hits: [JournalEntry.FaultNote] {
        world.journal.compactMap { entry in
            if case .fault(let note) = entry.kind { note } else { nil }
        }
    }

    /// Of each push, as `2/3`; `whole` of one that is not a part.
    var parts: [String] {
        world.pushes.map { push in push.message.part.map { "\($0.index + 1)/\($0.count)" } ?? "whole" }
    }

    mutating func logIn() {
        let user = User(username: "u", password: "p", secretKey: "k")
        token = call(.getToken, with: user.login(tenantCode: "1"), token: nil).dataMember("token") ?? token
    }

    /// Every one of the nine calls, in two rounds.
    mutating func run() {
        for _ in 0..<2 {
            logIn()
            read("1,2,3")
            let days = #""start":"2024-07-05 00:00:00","end":"2024-07-10 00:00:00""#
            call(.readFrozen, with: #""devList":"1,2","cgcode":"1",\#(days)"#)
            history(.historySingle, of: "5069")
            history(.historySingle, of: "5023")
            history(.historyFrozen, of: "3")
            relay(mode: 1)
            relay(mode: 2)
            read("1", cgcode: "5053")
            call(.readArchive, with: #""dcuNo":"D""#)
            call(.addArchive, with: #""dcuNo":"D","archives":[{"devAddr":"9","status":"1"}]"#)
            call(.removeArchive, with: #""dcuNo":"D","archives":["9"]"#)
            world.advance(.hours(2))
        }
    }

    mutating func read(_ meters: String, cgcode: String = "5069") {
        call(.readSingle, with: #""devList":"\#(meters)","cgcode":"\#(cgcode)""#)
    }

    mutating func history(_ endpoint: Endpoint, of cgcode: String) {
        let window = #""start":"2024-07-01 00:00:00","end":"2024-07-11 00:00:00""#
        call(endpoint, with: #""devList":"1,2","cgcode":"\#(cgcode)",\#(window),"curPage":1,"pageSize":50"#)
    }

    private mutating func relay(mode: Int) {
        call(.relay, with: #""devList":"1,4","controlMode":\#(mode)"#)
    }

    private mutating func call(_ endpoint: Endpoint, with members: String) {
        _ = call(endpoint, with: members, token: token)
    }

    /// Calls and lets a minute go by.
    private mutating func call(_ endpoint: Endpoint, with members: String, token: String?) -> String {
        let answer = world.call(endpoint, with: members, token: token)
        world.advance(.minutes(1))
        return answer
    }
}

// MARK: Lines

extension Script {
    var lines: [String] { world.outputs.map(line) }

    private func line(_ output: TestWorld.Output) -> String {
        switch output {
        case .answer(let decision):
            return "\(decision.endpoint) \(decision.heldNumber.map { "held \($0) " } ?? "")\(text(of: decision))"
        case .push(let push):
            let time = (push.instant - world.headEnd.configuration.start).milliseconds
            let payload = String(decoding: push.payload.prefix(2000), as: UTF8.self)
            let message = push.message
            return "push \(message.topic) \(message.isRetained) \(push.payload.count) at \(time) \(payload)"
        case .release(let number): return "release \(number)"
        case .broker(let command): return "broker \(command)"
        }
    }

    private func text(of decision: Decision) -> String {
        let decided = String(decoding: decision.answer.json(endpoint: decision.endpoint), as: UTF8.self)
        guard let shape = decision.shape else { return decided }
        let body =
            switch shape.body {
            case .decided: decided
            case .previous: "previous \(decided)"
            case .bytes(let bytes): "\(bytes)"
            case .failure(let code, let message): "\(code) \(message)"
            }
        let head = "\(shape.transport) \(shape.status) \(shape.contentType ?? "") \(shape.headers)"
        let isPlain = shape.transport == .whole && shape.status == 200 && shape.contentType == nil
        return isPlain ? body : "\(head) \(body)"
    }
}

extension FaultKind {
    /// A rule of this kind in the scenario's notation, with some value for every parameter.
    ///
    /// `changes` are JSON in place of examples, by parameter; nil leaves the parameter out.
    func rule(id: String = "the-rule", more: String = "", changes: [String: String?] = [:]) -> String {
        let members = parameters.compactMap { parameter in
            (changes[parameter.name] ?? example(of: parameter)).map { #","\#(parameter.name)":\#($0)"# }
        }
        return #"{"id":"\#(id)","effect":{"type":"\#(type)"\#(members.joined())}\#(more)}"#
    }

    private func example(of parameter: FaultParameter) -> String {
        // The rows of the script's history are days old.
        type == "lateRows" && parameter.name == "after" ? #""60d""# : parameter.form.example
    }
}

extension FaultParameter.Form {
    fileprivate var example: String {
        switch self {
        case .duration: #""90s""#
        case .signedDuration: #""-7s""#
        case .distribution: #"{"uniform":["10s","90s"]}"#
        case .integer(let range): "\(min(max(range.lowerBound, 2), range.upperBound))"
        case .number: "0.5"
        case .text, .headerValue: #""text""#
        case .flag: "false"
        case .choice(let words): #""\#(words.last ?? "")""#
        case .phase: #""A""#
        case .cgcode: #""5069""#
        case .cgcodes: #"["5069","5053"]"#
        case .json: #"{"any":[1,null]}"#
        case .headers: #"{"Retry-After":"120"}"#
        case .countOrDuration: "1"
        }
    }
}
