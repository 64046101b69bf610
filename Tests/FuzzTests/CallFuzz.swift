import HESContract
import HESRuntime
import HESScenario
import HESSimulation
import JSON
import SimulationKernel
import SimulationTestSupport

/// The nine calls: bodies, tokens, headers and targets, against worlds of any dialect with any rules.
enum CallFuzz {
    static func run(_ choices: inout Choices) async throws {
        let document = Mutation.bytes(ScenarioMaker.document(&choices))
        let reading = Scenario.read(document, file: "fuzz", now: WorldConfiguration.testStart)
        try await run(in: reading.scenario?.worlds.first ?? .test(), callCount: 12, &choices)
    }

    /// Calls, moves the clock, and looks at answers and pushes.
    static func run(in world: WorldConfiguration, callCount: Int, _ choices: inout Choices) async throws {
        let simulator = TestSimulator(world)
        let maker = CallMaker(world)
        let layers = Set(world.faults.map { Layer($0.effect) })
        var tokens = ["", Mutation.text(&choices)]
        for _ in 0..<callCount {
            let call = maker.call(tokens: tokens, &choices)
            guard
                let reply = simulator.reply(
                    to: call.endpoint,
                    body: String(decoding: call.body, as: UTF8.self),
                    header: call.header,
                    contentType: call.contentType
                )
            else { continue }
            if !layers.contains(.reply) { try check(reply, to: call) }
            if let token = String(decoding: reply.body, as: UTF8.self).dataMember("token") { tokens.append(token) }
            if choices.once(in: 3) { await simulator.move(.milliseconds(span(&choices))) }
        }
        await simulator.move(.minutes(10))
        guard !layers.contains(.push) else { return }
        for push in simulator.pushes { try check(push, of: world) }
    }

    private static func span(_ choices: inout Choices) -> Int64 {
        choices.element(of: [1, 1000, 60_000, 3_600_000, 86_400_000])
    }

    fileprivate enum Layer { case reply, push, other }

    private static func check(_ reply: OutgoingReply, to call: CallMaker.Call) throws {
        let text = String(decoding: reply.body, as: UTF8.self)
        let isKnown = [200, 400, 401, 403, 404, 409, 413, 415, 422, 429, 500, 503].contains(reply.status)
        guard isKnown, let envelope = tree(reply.body), envelope.member("code") != nil,
            envelope.member("msg")?.value.string?.isEmpty == false
        else { throw Fuzzing.Finding("\(call.endpoint) answers \(reply.status) \(text)") }
        guard (reply.reason ?? "").utf8.allSatisfy({ (0x20...0x7E).contains($0) }) else {
            throw Fuzzing.Finding("no header's value: \(reply.reason ?? "")")
        }
    }

    private static func check(_ push: OutgoingPush, of world: WorldConfiguration) throws {
        let isTopic = !push.topic.isEmpty && !push.topic.contains { "+#\0".contains($0) }
        guard isTopic, (0...2).contains(push.qos), tree(push.payload) != nil else {
            throw Fuzzing.Finding(
                "push to '\(push.topic)': \(String(decoding: push.payload.prefix(200), as: UTF8.self))"
            )
        }
    }

    private static func tree(_ bytes: [UInt8]) -> JSONValue? {
        let body = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(bytes.dropFirst(3)) : bytes
        return try? JSONParser.parse(body).value
    }
}

extension CallFuzz.Layer {
    fileprivate init(_ effect: FaultEffect) {
        switch effect {
        case .reply: self = .reply
        case .push: self = .push
        default: self = .other
        }
    }
}
