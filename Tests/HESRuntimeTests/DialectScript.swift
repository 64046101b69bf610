import HESContract
import HESRuntime
import HESSimulation
import JSON
import SimulationKernel
import SimulationTestSupport
import Synchronization

/// A few calls that between them show every switch, through a world at run time.
struct DialectScript {
    /// One call with everything that was heard until the next.
    struct Exchange: Equatable {
        let name: String
        var lines: [String]
    }

    private let simulator: TestSimulator
    private let heard: Heard
    private var exchanges: [Exchange] = []
    private var token = ""

    static func run(_ dialect: Dialect) async throws -> [Exchange] {
        var script = Self(dialect)
        try await script.tokens()
        try await script.places()
        try await script.plans()
        try await script.pages()
        try await script.refusals()
        try await script.readings()
        return script.exchanges
    }

    private init(_ dialect: Dialect) {
        var world = WorldConfiguration(
            tenantCode: "1000000067",
            users: [User(username: "u", password: "p", secretKey: "k")],
            start: WorldConfiguration.testStart
        )
        world.dialect = dialect
        world.collection = CollectionRule(share: 0.5)
        world.limits.maxPushBytes = 3000
        // The reads of the second DCU take their time.
        world.dcus = [DCUConfiguration(dcuNo: "D"), DCUConfiguration(dcuNo: "E", link: .plc)]
        world.meterGroups = [
            MeterGroup(first: "0042", count: 2, dcu: 0), MeterGroup(first: "9", dcu: nil),
            MeterGroup(first: "1001", count: 2, dcu: 1),
            MeterGroup(first: "0050", dcu: 1),
        ]
        let heard = Heard()
        self.heard = heard
        simulator = TestSimulator(world) { push in
            heard.note("push on \(push.topic), QoS \(push.qos)\(push.isRetained ? ", retained" : "")")
            heard.note(String(decoding: push.payload, as: UTF8.self))
        }
    }

    // MARK: The script

    private mutating func tokens() async throws {
        let login = #"{"tenantCode":"1000000067","username":"u","password":"p","secretKey":"k"}"#
        try await send("getToken", .getToken, login)
        let first = token
        try await advance(.minutes(60))
        try await send("getToken an hour later", .getToken, login)
        try await send("the first token", .readArchive, #"{"dcuNo":"none","token":"\#(first)"}"#, header: first)
        try await advance(.minutes(90))
        try await call("the last token after 90 minutes", .readArchive, #""dcuNo":"none""#)
        try await advance(.minutes(45))
        try await call("the last token after 135 minutes", .readArchive, #""dcuNo":"none""#)
        try await send("getToken when it is dead", .getToken, login)
    }

    private mutating func places() async throws {
        try await send("token in the body", .readArchive, #"{"dcuNo":"none","token":"\#(token)"}"#)
        try await send("token in the header", .readArchive, #"{"dcuNo":"none"}"#, header: token)
        let archives = #"{"dcuNo":"none","archives":["7"]"#
        try await send("removal, token in the body", .removeArchive, archives + #","token":"\#(token)"}"#)
        try await send("removal, token in the header", .removeArchive, archives + "}", header: token)
        try await call("removal of strings", .removeArchive, #""dcuNo":"D","archives":["7"]"#)
        try await call("removal of objects", .removeArchive, #""dcuNo":"D","archives":[{"devAddr":"7"}]"#)
        try await call("installation", .addArchive, #""dcuNo":"D","archives":[{"devAddr":"7","status":"1"}]"#)
        let elsewhere = #""dcuNo":"D","archives":[{"devAddr":"0050","status":"0"}]"#
        try await call("archive", .readArchive, #""dcuNo":"D""#)
        try await call("registers of four", .readSingle, #""devList":"0042,0043,9,0050","cgcode":"5069""#)
        try await call("installation of another DCU's meter", .addArchive, elsewhere)
    }

    private mutating func plans() async throws {
        let three = #""devList":"0042,0043,9""#
        try await history("history before the read", cgcode: "1")
        try await call("daily rows", .readFrozen, "\(three),\(Self.days),\"cgcode\":\"1\"")
        try await history("history after the read", cgcode: "1")
        try await advance(.minutes(10))
        try await history("history ten minutes later", cgcode: "1")
        let week = #""start":"2024-07-04 00:00:00","end":"2024-07-10 00:00:00""#
        try await call("a result that is too large", .readFrozen, "\"devList\":\"0042\",\(week),\"cgcode\":\"1\"")
        try await call("load profile", .readFrozen, "\"devList\":\"0042\",\(Self.morning),\"cgcode\":\"3\"")
        try await call("power of three", .readSingle, #"\#(three),"cgcode":"5022""#)
        try await call("a meter that fails", .readSingle, #""devList":"9","cgcode":"5050""#)
        try await call("power with blanks", .readSingle, #""devList":"0042, 0043","cgcode":"5022""#)
        try await call("an unknown meter", .readSingle, #""devList":"0042,404","cgcode":"5069""#)
        try await call("breakers", .relay, #"\#(three),"controlMode":2"#)
    }

    private mutating func pages() async throws {
        try await history("a page of registers", cgcode: "5069")
        try await history("the same page again", cgcode: "5069")
        try await history("a page that is too large", cgcode: "5069", size: 5000)
        try await history("a page past the end", cgcode: "5069", page: 9, size: 2)
        let year = #""start":"2023-12-01 00:00:00","end":"2024-07-10 00:00:00""#
        try await history("a window of 222 days", cgcode: "5069", year, size: 2)
        let old = #""start":"2024-01-01 00:00:00","end":"2024-01-03 00:00:00""#
        try await history("an old window", cgcode: "5069", old)
    }

    private mutating func refusals() async throws {
        try await call("a breaker told in a string", .relay, #""devList":"0042","controlMode":"2""#)
        try await call("a breaker told to toggle", .relay, #""devList":"0042","controlMode":3"#)
        try await call("text", .readArchive, #""dcuNo":"none""#, contentType: "text/plain")
        try await send("a token of nobody", .readArchive, #"{"dcuNo":"D","token":"x"}"#, header: "x")
    }

    private static let days = #""start":"2024-07-08 00:00:00","end":"2024-07-10 00:00:00""#
    private static let morning = #""start":"2024-07-10 06:00:00","end":"2024-07-10 06:15:00""#

    // MARK: How it is sent

    mutating func history(
        _ name: String,
        cgcode: String,
        _ window: String = days,
        page: Int = 1,
        size: Int = 20
    ) async throws {
        let endpoint: Endpoint = cgcode == "1" ? .historyFrozen : .historySingle
        let fields = #""devList":"0042,0043","cgcode":"\#(cgcode)","curPage":\#(page),"pageSize":\#(size)"#
        try await call(name, endpoint, "\(fields),\(window)")
    }

    /// With the token in both places, which every dialect accepts.
    mutating func call(
        _ name: String,
        _ endpoint: Endpoint,
        _ fields: String,
        contentType: String = "application/json",
        seconds: Int64 = 1
    ) async throws {
        let body = "{\(fields),\"token\":\"\(token)\"}"
        try await send(name, endpoint, body, header: token, contentType: contentType, seconds: seconds)
    }

    /// Sends a call and lets a second go by, or several.
    private mutating func send(
        _ name: String,
        _ endpoint: Endpoint,
        _ body: String,
        header: String? = nil,
        contentType: String = "application/json",
        seconds: Int64 = 1
    ) async throws {
        _ = simulator.reply(to: endpoint, body: body, header: header, contentType: contentType) { [heard] reply in
            heard.note("HTTP \(reply.status)\(reply.reason.map { ", X-HES-Sim-Reason: \($0)" } ?? "")")
            heard.note(String(decoding: reply.body, as: UTF8.self))
        }
        heard.note(seconds == 1 ? "a second goes by" : "\(seconds) seconds go by")
        try await advance(.seconds(seconds))
        let lines = heard.take()
        exchanges.append(Exchange(name: name, lines: lines))
        if endpoint == .getToken { token = lines.lazy.compactMap(Self.token).first ?? token }
    }

    private func advance(_ span: SimulatedDuration) async throws {
        _ = try await simulator.world.command(.advance(span))
    }

    private static func token(in line: String) -> String? {
        (line.first == "\u{FEFF}" ? String(line.dropFirst()) : line).dataMember("token")
    }
}

private final class Heard: Sendable {
    private let lines = Mutex<[String]>([])

    func note(_ line: String) { lines.withLock { $0.append(line) } }

    func take() -> [String] {
        lines.withLock { lines in
            defer { lines = [] }
            return lines
        }
    }
}
