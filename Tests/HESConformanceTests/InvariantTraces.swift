import HESContract
import JSON
import Testing

@testable import HESConformance

/// What a system does, and what an invariant says of it; the first event of each trace is number 1, `case`.
struct InvariantTrace: Sendable, CustomTestStringConvertible {
    enum Expected: Sendable, Equatable {
        case holds
        /// With the two events of the first breach; equal if it is one event.
        case broken(Int, Int)
        case nothingSeen
    }

    let id: String
    let name: String
    let expected: Expected
    let trace: CheckTraces.Trace

    var testDescription: String { "\(id) \(name)" }

    init(_ id: String, _ name: String, _ expected: Expected, _ trace: @escaping CheckTraces.Trace) {
        (self.id, self.name, self.expected, self.trace) = (id, name, expected, trace)
    }

    /// The events of an observation, on a real clock.
    func events(clock: String = "real") -> [EvidenceEvent] {
        var builder = EvidenceBuilder(Observation.name)
        trace(&builder)
        var events = builder.ended()
        if case .begin(var header) = events[0].kind {
            header.clock = clock
            events[0].kind = .begin(header)
        }
        return events
    }

    static let all = form + tokens + pages + results + pauses
    static let meter = "202407100001"

    static let form: [InvariantTrace] = [
        Self("OBS-01", "POST", .holds) { $0.read() },
        Self("OBS-01", "GET", .broken(2, 3)) { $0.call(.readSingle, method: "GET") },
        Self("OBS-02", "JSON", .holds) { $0.read() },
        Self("OBS-02", "a form", .broken(2, 3)) {
            $0.call(.readSingle, contentType: "application/x-www-form-urlencoded")
        },
        Self("OBS-02", "an array", .broken(2, 3)) { $0.call(.readSingle, []) },
        Self("OBS-03", "all fields", .holds) { $0.page(1, rows: 1, total: 1) },
        Self("OBS-03", "no page size", .broken(2, 3)) {
            $0.call(.historySingle, ["devList": "1", "cgcode": "5069", "start": "", "end": "", "curPage": 1])
        },
        Self("OBS-04", "integers and strings", .holds) {
            $0.page(1, rows: 1, total: 1)
            $0.call(.addArchive, ["dcuNo": "1", "archives": [["devAddr": "2", "status": "1"]]])
            $0.call(.removeArchive, ["dcuNo": "1", "archives": ["2", ["devAddr": "3"]]])
        },
        Self("OBS-04", "a mode as a string", .broken(2, 3)) {
            $0.call(.relay, ["devList": "1", "controlMode": "1"])
        },
        Self("OBS-04", "a device number as a number", .broken(2, 3)) {
            $0.call(.addArchive, ["dcuNo": "1", "archives": [["devAddr": 2, "status": "1"]]])
        },
        Self("OBS-04", "a status as an integer", .broken(2, 3)) {
            $0.call(.addArchive, ["dcuNo": "1", "archives": [["devAddr": "2", "status": 1]]])
        },
        Self("OBS-05", "commas", .holds) { $0.call(.readSingle, ["devList": "001, 002", "cgcode": "5069"]) },
        Self("OBS-05", "an array", .broken(2, 3)) { $0.call(.readSingle, ["devList": ["001"], "cgcode": "5069"]) },
        Self("OBS-05", "brackets", .broken(2, 3)) { $0.call(.readSingle, ["devList": "[001,002]"]) },
        Self("OBS-06", "the pattern", .holds) { $0.page(1, rows: 1, total: 1) },
        Self("OBS-06", "ISO 8601", .broken(2, 3)) {
            $0.call(.readFrozen, ["start": "2024-07-01T00:00:00Z", "end": "2024-07-02 00:00:00"])
        },
        Self("OBS-07", "each to its call", .holds) {
            $0.call(.readSingle, ["cgcode": "5069"])
            $0.call(.readFrozen, ["cgcode": "2"])
        },
        Self("OBS-07", "monthly billing by readSingle", .broken(2, 3)) { $0.call(.readSingle, ["cgcode": "2"]) },
        Self("OBS-08", "a listed item", .holds) { $0.read() },
        Self("OBS-08", "a tariff's demand", .broken(2, 3)) { $0.call(.readSingle, ["cgcode": "5101"]) },
        Self("OBS-09", "184 days", .holds) { $0.window("2024-01-01 00:00:00", end: "2024-07-03 00:00:00") },
        Self("OBS-09", "a year", .broken(2, 3)) { $0.window("2023-07-03 00:00:00", end: "2024-07-03 00:00:00") },
        Self("OBS-20", "a query without secrets", .holds) { $0.address("?page=1") },
        Self("OBS-20", "a token", .broken(2, 2)) { $0.address("?token=abc") },
        Self("OBS-20", "a password in the path", .broken(2, 2)) { $0.address("/<password>") },
    ]
}

extension EvidenceBuilder {
    mutating func login(_ token: String = "<token-1>") {
        call(.getToken, [:], data: ["token": .string(token), "expireIn": 7200])
    }

    mutating func read(token: String = "<token-1>", code: Int = 200, msg: String = "", planID: String? = nil) {
        call(
            .readSingle,
            ["devList": .string(InvariantTrace.meter), "cgcode": "5069", "token": .string(token)],
            code: code,
            msg: msg,
            planID: planID
        )
    }

    mutating func window(_ start: String, end: String) {
        call(.historySingle, ["devList": "1", "start": .string(start), "end": .string(end)])
    }

    /// A page of a question, and so many rows in it.
    mutating func page(_ number: Int, rows: Int, total: Int, size: Int = 20, code: Int = 200) {
        let body: JSONValue = [
            "devList": .string(InvariantTrace.meter), "cgcode": "5069", "start": "2024-07-01 00:00:00",
            "end": "2024-07-02 00:00:00", "curPage": JSONValue(integerLiteral: number),
            "pageSize": JSONValue(integerLiteral: size), "token": "<token-1>",
        ]
        let list = JSONValue.list(Array(repeating: [:], count: rows))
        call(
            .historySingle,
            body,
            code: code,
            data: [
                "total": JSONValue(integerLiteral: total), "pageSize": JSONValue(integerLiteral: size), "list": list,
            ]
        )
    }

    mutating func address(_ rest: String) {
        let parts = rest.split(separator: "?", omittingEmptySubsequences: false)
        var request = EvidenceEvent.HTTPRequest(
            exchange: 1,
            method: "POST",
            path: Endpoint.readSingle.path + String(parts[0])
        )
        if parts.count > 1 { request.query = String(parts[1]) }
        add(.httpRequest(request))
    }

    mutating func relay(_ mode: Int, planID: String?, code: Int = 200) {
        let body: JSONValue = [
            "devList": .string(InvariantTrace.meter), "controlMode": JSONValue(integerLiteral: mode),
        ]
        call(.relay, body, code: code, planID: planID)
    }

    mutating func unheardPush(_ planID: String, topic: String) {
        add(.push(EvidenceEvent.Push(planID: planID, topic: topic, isSubscribed: false)))
    }

    mutating func connect(_ code: Int = 0) { add(.mqttConnect(.init(client: "c", code: code))) }
    mutating func lose() { add(.mqttDisconnect(.init(client: "c", reason: .lost))) }
}
