import HESContract
import HESFaults
import HESScenario
import SimulationKernel

@testable import HESSimulation

/// A day in the life of a small world, told as lines: every answer, push and command to the broker.
struct Script {
    private var headEnd: HeadEnd
    private var instant: SimulatedInstant
    private var token = ""
    private(set) var lines: [String] = []

    struct Broken: Error {
        let diagnostics: [Diagnostic]
    }

    /// `faults` and `seed` go into the scenario.
    init(faults: String, seed: Int = 7) throws {
        let text = """
            {"name":"script","seed":\(seed),"clock":{"start":"2024-07-11 16:20:00","mode":"manual"},
             "tenants":[{"tenantCode":"1","users":[{"username":"u","password":"p","secretKey":"k"}],
             "dcus":[{"dcuNo":"D","meters":["1","2","3"]},{"dcuNo":"E","meters":["4"]}],"faults":\(faults)}]}
            """
        let reading = Scenario.read(Array(text.utf8), file: "s.json", now: SimulatedInstant(milliseconds: 0))
        guard let world = reading.scenario?.worlds.first else { throw Broken(diagnostics: reading.diagnostics) }
        headEnd = HeadEnd(world)
        instant = world.start
    }

    var journal: [JournalEntry] { headEnd.journal.entries(from: 0) }
    var rules: [FaultBook.Armed] { headEnd.faults.rules }

    var hits: [JournalEntry.FaultNote] {
        journal.compactMap { entry in
            if case .fault(let note) = entry.kind { note } else { nil }
        }
    }

    mutating func logIn() {
        let answer = call(.getToken, #"{"tenantCode":"1","username":"u","password":"p","secretKey":"k"}"#)
        let data = (try? JSONParser.parse(Array(answer.utf8)))?.value.member("data")
        token = data?.value.member("token")?.value.string ?? token
    }

    /// Every one of the nine calls, in two rounds.
    mutating func run() {
        for _ in 0..<2 {
            logIn()
            read("1,2,3")
            call(
                .readFrozen,
                #"{"devList":"1,2","cgcode":"1","start":"2024-07-05 00:00:00","end":"2024-07-10 00:00:00","token":"\#(token)"}"#
            )
            history(.historySingle, "5069")
            history(.historySingle, "5023")
            history(.historyFrozen, "3")
            relay(1)
            relay(2)
            read("1", "5053")
            call(.readArchive, #"{"dcuNo":"D","token":"\#(token)"}"#)
            call(.addArchive, #"{"dcuNo":"D","archives":[{"devAddr":"9","status":"1"}],"token":"\#(token)"}"#)
            call(.removeArchive, #"{"dcuNo":"D","archives":["9"],"token":"\#(token)"}"#)
            advance(.hours(2))
        }
    }

    mutating func read(_ meters: String, _ cgcode: String = "5069") {
        call(.readSingle, #"{"devList":"\#(meters)","cgcode":"\#(cgcode)","token":"\#(token)"}"#)
    }

    mutating func history(_ endpoint: Endpoint, _ cgcode: String) {
        let window = #""start":"2024-07-01 00:00:00","end":"2024-07-11 00:00:00""#
        call(
            endpoint,
            #"{"devList":"1,2","cgcode":"\#(cgcode)",\#(window),"curPage":1,"pageSize":50,"token":"\#(token)"}"#
        )
    }

    mutating func relay(_ mode: Int) {
        call(.relay, #"{"devList":"1,4","controlMode":\#(mode),"token":"\#(token)"}"#)
    }

    @discardableResult
    mutating func call(_ endpoint: Endpoint, _ body: String) -> String {
        let request = DecodedRequest(endpoint: endpoint, headerToken: nil, body: Array(body.utf8), limits: CallLimits())
        let decision = headEnd.handle(request, at: instant)
        tell(decision.effects)
        let answer = text(decision, endpoint)
        let held = headEnd.hold(decision).map { "held \($0) " } ?? ""
        lines.append("\(endpoint) \(held)\(answer)")
        advance(.minutes(1))
        return answer
    }

    private func text(_ decision: Decision, _ endpoint: Endpoint) -> String {
        let decided = String(decoding: decision.answer.json(endpoint: endpoint), as: UTF8.self)
        guard let shape = decision.shape else { return decided }
        let told =
            switch shape.body {
            case .decided: decided
            case .previous: "previous \(decided)"
            case .bytes(let bytes): "\(bytes)"
            case .failure(let code, let message): "\(code) \(message)"
            }
        return shape.transport == .whole && shape.status == 200 ? told : "\(shape.transport) \(shape.status) \(told)"
    }

    mutating func advance(_ span: SimulatedDuration) {
        instant = instant + span
        tell(headEnd.advance(to: instant))
    }

    /// The broker takes every push at once.
    private mutating func tell(_ effects: [Effect]) {
        for effect in effects {
            switch effect {
            case .publish(let delivery):
                let time = (headEnd.now - headEnd.configuration.start).milliseconds
                let payload = String(decoding: delivery.payload.prefix(2000), as: UTF8.self)
                let size = delivery.payload.count
                lines.append("push \(delivery.topic) \(delivery.isRetained) \(size) at \(time) \(payload)")
                _ = headEnd.settle(delivery.ticket, failure: nil, at: headEnd.now)
            case .releaseReply(let number): lines.append("release \(number)")
            case .broker(let command): lines.append("broker \(command)")
            }
        }
    }
}

extension FaultKind {
    /// A rule of this kind in the scenario's notation, with some value for every parameter.
    func rule(id: String = "the-rule", more: String = "") -> String {
        // The rows of the script's history are days old.
        let isOld = type == "lateRows"
        let members = parameters.map { #","\#($0.name)":\#(isOld ? #""60d""# : $0.form.example)"# }.joined()
        return #"{"id":"\#(id)","effect":{"type":"\#(type)"\#(members)}\#(more)}"#
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
