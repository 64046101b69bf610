import HESContract
import HESRuntime
import HESScenario
import HESSimulation
import HTTPTypes
import Hummingbird
import JSON
import Logging
import NIOCore
import NIOEmbedded
import NIOPosix
import SimulationKernel
import SimulationTestSupport
import Synchronization

@testable import HESHTTP

/// Sessions of the control API: every route with its parameters, fields and bodies, between calls that fill the journal.
enum ControlFuzz {
    static func run(_ choices: inout Choices) async throws {
        let control = try ControlPort(&choices)
        var tokens = [""]
        for _ in 0..<40 {
            if choices.once(in: 3) { control.call(&tokens, &choices) }
            let request = control.maker.request(&choices)
            guard let answer = try await control.answer(request) else { continue }
            try check(answer, to: request)
        }
    }

    private static func check(_ answer: ControlPort.Answer, to request: RequestMaker.Made) throws {
        let statuses = [200, 201, 400, 401, 403, 404, 405, 408, 409, 413, 503]
        let text = String(decoding: answer.body.prefix(300), as: UTF8.self)
        let what =
            "\(request.method) \(request.path) \(request.fields) \(String(decoding: request.body, as: UTF8.self))"
        guard statuses.contains(answer.status) else { throw Fuzzing.Finding("\(answer.status) \(text) to \(what)") }
        guard answer.contentType.hasPrefix("application/json"), request.method != "HEAD" else { return }
        let tree: JSONValue
        do {
            tree = try JSONParser.parse(answer.body).value
        } catch where error.expected.hasSuffix("levels of nesting") {
            // The journal has what was sent, of up to 64 levels, some levels deeper.
            return
        } catch {
            throw Fuzzing.Finding("no JSON: \(error) in \(text) to \(what)")
        }
        guard answer.status >= 400, answer.status != 503 else { return }
        // Outside /_sim it is the envelope of the nine calls.
        let error = tree.member("error")?.value.member("message") ?? tree.member("msg")
        guard error?.value.string?.isEmpty == false else {
            throw Fuzzing.Finding("a refusal without a message: \(text) to \(what)")
        }
        let pointer = tree.member("error")?.value.member("pointer")?.value.string
        guard pointer.map({ $0.isEmpty || $0.hasPrefix("/") }) ?? true else {
            throw Fuzzing.Finding("no JSON pointer: \(text) to \(what)")
        }
    }
}

/// The control API of a simulator with one or two worlds, without a socket.
private struct ControlPort {
    struct Answer {
        let status: Int
        let contentType: String
        let body: [UInt8]
    }

    let maker: RequestMaker
    private let simulator: Simulator
    private let responder: RouterResponder<BasicRequestContext>
    private let calls: CallMaker

    init(_ choices: inout Choices) throws {
        let document = Mutation.bytes(ScenarioMaker.document(&choices))
        let reading = Scenario.read(document, file: "fuzz", now: WorldConfiguration.testStart)
        let first = reading.scenario?.worlds.first ?? .test()
        simulator = Simulator(logger: TestSimulator.logger)
        let publisher = AcknowledgingPublisher()
        publisher.acknowledge(through: simulator)
        let surroundings = Simulator.Surroundings(publisher: publisher)
        simulator.addWorld(Replay(first), mode: .manual, in: surroundings)
        if choices.once(in: 3) { simulator.addWorld(Replay(.test(tenantCode: "U")), mode: .manual, in: surroundings) }
        let factory = WorldFactory(surroundings, defaultScenario: document) { WorldConfiguration.testStart }
        let token = choices.once(in: 5) ? Secret("control-secret") : nil
        let control = HTTPEdge.ControlAPI(readiness: Readiness(), worldFactory: factory, token: token)
        let edge = HTTPEdge(content: .everything(control), host: "127.0.0.1", port: 0)
        responder = edge.router(simulator).buildResponder()
        maker = RequestMaker(routes: Self.routes)
        calls = CallMaker(first)
    }

    private static let routes: [(method: String, path: String)] = {
        let simulator = TestSimulator().simulator
        let factory = WorldFactory(Simulator.Surroundings(publisher: AcknowledgingPublisher()), defaultScenario: []) {
            WorldConfiguration.testStart
        }
        let catalogue = ControlCatalogue(simulator: simulator, readiness: Readiness(), worldFactory: factory)
        return catalogue.routes.map { ($0.method.rawValue, $0.path) }
    }()

    func call(_ tokens: inout [String], _ choices: inout Choices) {
        let call = calls.call(tokens: tokens, &choices)
        var request = CallRequest(
            method: "POST",
            uri: call.endpoint.path,
            contentType: call.contentType,
            headerToken: call.header
        )
        request.append(call.body)
        let found = Mutex<String?>(nil)
        simulator.answer(request) { part in
            guard case .answer(let reply) = part else { return }
            found.withLock { $0 = String(decoding: reply.body, as: UTF8.self).dataMember("token") }
        }
        if let token = found.withLock({ $0 }) { tokens.append(token) }
    }

    /// - Returns: nil for a request that waits for 30 ms; it is cancelled, as by a client that closes the connection.
    func answer(_ made: RequestMaker.Made) async throws -> Answer? {
        let asking = Task { [responder] in try await Self.answer(made, by: responder) }
        let patience = MultiThreadedEventLoopGroup.singleton.any()
            .scheduleTask(in: .milliseconds(30)) { asking.cancel() }
        defer { patience.cancel() }
        do {
            return try await asking.value
        } catch is CancellationError {
            return nil
        }
    }

    private static func answer(
        _ made: RequestMaker.Made,
        by responder: RouterResponder<BasicRequestContext>
    ) async throws -> Answer? {
        guard let method = HTTPRequest.Method(made.method) else { return nil }
        var head = HTTPRequest(method: method, scheme: "http", authority: made.authority, path: made.path)
        for (name, value) in made.fields {
            guard let name = HTTPField.Name(name), HTTPField.isValidValue(value) else { continue }
            head.headerFields[name] = value
        }
        let request = Request(head: head, body: RequestBody(buffer: ByteBuffer(bytes: made.body)))
        let source = ApplicationRequestContextSource(channel: EmbeddedChannel(), logger: TestSimulator.logger)
        let response = try await responder.respond(to: request, context: BasicRequestContext(source: source))
        let taken = Taken()
        do {
            try await response.body.write(Reader(taken: taken))
        } catch is Reader.Enough {}
        return Answer(
            status: response.status.code,
            contentType: response.headers[.contentType] ?? "",
            body: taken.bytes.withLock { $0 }
        )
    }

    private final class Taken: Sendable {
        let bytes = Mutex<[UInt8]>([])
    }

    /// Reads an answer, and of a stream of events what comes at once.
    private struct Reader: ResponseBodyWriter {
        struct Enough: Error {}

        let taken: Taken

        mutating func write(_ buffer: ByteBuffer) async throws {
            let bytes = Array(buffer.readableBytesView)
            taken.bytes.withLock { $0 += bytes }
            if bytes.starts(with: Array(": begins".utf8)) { throw Enough() }
        }

        consuming func finish(_ trailingHeaders: HTTPFields?) async throws {}
    }
}

/// Takes pushes as a broker does, and acknowledges them at once.
private final class AcknowledgingPublisher: PushPublisher {
    private let simulator = Mutex<Simulator?>(nil)

    func acknowledge(through simulator: Simulator) { self.simulator.withLock { $0 = simulator } }

    func publish(_ push: OutgoingPush) { simulator.withLock { $0 }?.settle([push.id], failure: nil) }
}
