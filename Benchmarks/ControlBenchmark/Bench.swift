import HESContract
import HESRuntime
import HESSimulation
import JSON
import Logging
import SimulationKernel
import Synchronization

/// A world on a manual clock whose broker takes everything at once.
final class Bench: Sendable {
    let simulator: Simulator
    let publisher: InstantBroker
    let world: World
    private let token = Mutex("")
    private let metersPerDCU: Int

    init(dcus: Int, metersPerDCU: Int, link: Link) {
        let simulator = Simulator(logger: Logger(label: "bench") { _ in SwiftLogNoOpLogHandler() })
        let publisher = InstantBroker(simulator)
        let configuration = Self.configuration("T", dcus: dcus, metersPerDCU: metersPerDCU, link: link)
        world = simulator.addWorld(
            Replay(configuration),
            mode: .manual,
            in: Simulator.Surroundings(publisher: publisher)
        )
        (self.simulator, self.publisher, self.metersPerDCU) = (simulator, publisher, metersPerDCU)
        logIn()
    }

    var surroundings: Simulator.Surroundings { Simulator.Surroundings(publisher: publisher) }

    static func configuration(_ code: String, dcus: Int, metersPerDCU: Int, link: Link) -> WorldConfiguration {
        WorldConfiguration(
            tenantCode: code,
            users: [User(username: "u", password: "p", secretKey: "k")],
            start: SimulatedInstant(milliseconds: 1_720_540_800_000),
            dcus: (0..<dcus).map { DCUConfiguration(dcuNo: "\($0)", link: link) },
            meterGroups: (0..<dcus).map {
                MeterGroup(first: "\(100_000_000 + $0 * 1000)", count: metersPerDCU, dcu: $0)
            }
        )
    }

    func numbers(ofDCU dcu: Int) -> String {
        (0..<metersPerDCU).map { "\(100_000_000 + dcu * 1000 + $0)" }.joined(separator: ",")
    }

    func logIn() {
        let body = #"{"tenantCode":"T","username":"u","password":"p","secretKey":"k"}"#
        simulator.answer(request(.getToken, body)) { part in
            guard case .answer(let reply) = part, let answer = try? JSONParser.parse(reply.body) else { return }
            let token = answer.value.member("data")?.value.member("token")?.value.string
            self.token.withLock { $0 = token ?? "" }
        }
    }

    func read(meters: String) {
        call(.readSingle, #""devList":"\#(meters)","cgcode":"5069""#)
    }

    func readFrozen(meters: String, on day: CivilDate) {
        let date = CivilTime(date: day, millisecondOfDay: 0).description
        call(.readFrozen, #""devList":"\#(meters)","cgcode":"1","start":"\#(date)","end":"\#(date)""#)
    }

    private func call(_ endpoint: Endpoint, _ members: String) {
        let token = token.withLock { $0 }
        simulator.answer(request(endpoint, #"{\#(members),"token":"\#(token)"}"#)) { part in
            guard case .answer(let reply) = part, reply.code != 200 else { return }
            fatalError(String(decoding: reply.body, as: UTF8.self))
        }
    }

    private func request(_ endpoint: Endpoint, _ body: String) -> CallRequest {
        var request = CallRequest(
            method: "POST",
            uri: endpoint.path,
            contentType: "application/json",
            headerToken: nil
        )
        request.append(Array(body.utf8))
        return request
    }

    func time(_ body: () async throws -> Void) async rethrows -> Double {
        let start = ContinuousClock.now
        try await body()
        return seconds(start.duration(to: .now))
    }
}

/// Takes every push and acknowledges it at once.
final class InstantBroker: PushPublisher {
    private let simulator: Simulator
    private let count = Mutex(0)

    init(_ simulator: Simulator) {
        self.simulator = simulator
    }

    var bytes: Int { count.withLock { $0 } }

    func publish(_ push: OutgoingPush) {
        count.withLock { $0 += push.payload.count }
        simulator.settle([push.id], failure: nil)
    }
}
