import Foundation
import HESContract
import HESScenario
import HESSimulation
import JSON
import SimulationKernel
import Testing

/// Every call and its push, byte for byte, in the world of the document's examples.
///
/// `UPDATE_GOLDEN=1 swift test --filter Golden` writes the files anew; read the difference like code.
@Suite("Golden files")
struct GoldenTests {
    private struct Exchange {
        let name: String
        let endpoint: Endpoint
        let request: String
    }

    private static let window = #""start":"2024-07-10 00:00:00","end":"2024-07-11 00:00:00""#
    private static let pair = #""devList":"202407100001,202407100002""#
    private static let exchanges = [
        Exchange(
            name: "getToken",
            endpoint: .getToken,
            request:
                #"{"tenantCode":"1000000067","username":"kuangda","password":"invented-password","secretKey":"fedcba9876543210fedcba9876543210"}"#
        ),
        Exchange(name: "readFrozen", endpoint: .readFrozen, request: "{\(pair),\"cgcode\":\"1\",\(window),TOKEN}"),
        Exchange(
            name: "readFrozen-loadProfile",
            endpoint: .readFrozen,
            request:
                #"{"devList":"202407100001","cgcode":"3","start":"2024-07-11 15:30:00","end":"2024-07-11 18:00:00",TOKEN}"#
        ),
        Exchange(name: "readSingle", endpoint: .readSingle, request: "{\(pair),\"cgcode\":\"5069\",TOKEN}"),
        Exchange(
            name: "readSingle-partial",
            endpoint: .readSingle,
            request: #"{"devList":"202407100001,77","cgcode":"5050",TOKEN}"#
        ),
        Exchange(name: "readSingle-failed", endpoint: .readSingle, request: #"{"devList":"77","cgcode":"5050",TOKEN}"#),
        Exchange(
            name: "historyFrozen",
            endpoint: .historyFrozen,
            request: "{\(pair),\"cgcode\":\"1\",\(window),\"curPage\":1,\"pageSize\":20,TOKEN}"
        ),
        Exchange(
            name: "historySingle",
            endpoint: .historySingle,
            request: "{\(pair),\"cgcode\":\"5069\",\(window),\"curPage\":1,\"pageSize\":20,TOKEN}"
        ),
        Exchange(name: "relay", endpoint: .relay, request: "{\(pair),\"controlMode\":1,TOKEN}"),
        Exchange(name: "readArchive", endpoint: .readArchive, request: #"{"dcuNo":"2211000051",TOKEN}"#),
        Exchange(
            name: "addArchive",
            endpoint: .addArchive,
            request: #"{"dcuNo":"2211000051",TOKEN,"archives":[{"devAddr":"202407100001","status":"1"}]}"#
        ),
        Exchange(
            name: "removeArchive",
            endpoint: .removeArchive,
            request: #"{"dcuNo":"2211000051",TOKEN,"archives":["202407100001","202407100002"]}"#
        ),
        Exchange(name: "failure", endpoint: .relay, request: "{\(pair),\"controlMode\":3,TOKEN}"),
    ]

    @Test("every call, its answer and its push are the recorded bytes")
    func golden() throws {
        for (name, bytes) in try Self.run() {
            let path = "fixtures/golden/\(name).json"
            if ProcessInfo.processInfo.environment["UPDATE_GOLDEN"] == "1" {
                try Data(bytes).write(to: Repository.root.appendingPathComponent(path))
            }
            #expect(
                try String(decoding: Repository.bytes(path), as: UTF8.self) == String(decoding: bytes, as: UTF8.self),
                "\(path)"
            )
        }
    }

    @Test("two runs with the same scenario, seed and calls give the same bytes, another seed does not")
    func determinism() throws {
        #expect(try Self.run().map(\.bytes) == Self.run().map(\.bytes))
        #expect(try Self.run().map(\.bytes) != Self.run(seed: 2).map(\.bytes))
    }

    @Test("every call has a golden file, and every golden file a call")
    func complete() throws {
        let folder = Repository.root.appendingPathComponent("fixtures/golden").path
        let files = Set(try FileManager.default.contentsOfDirectory(atPath: folder)).subtracting(["dialect"])

        #expect(files == Set(try Self.run().map { $0.name + ".json" }))
        #expect(Set(Self.exchanges.map(\.endpoint)).count == Endpoint.allCases.count)
    }

    private static func run(seed: UInt64? = nil) throws -> [(name: String, bytes: [UInt8])] {
        let text = try Repository.bytes("scenarios/documented-examples.json")
        let scenario = Scenario.read(text, file: "d.json", now: Repository.instant, seed: seed).scenario
        var headEnd = HeadEnd(try #require(scenario?.worlds.first))
        var now = headEnd.now
        var token = ""
        var files: [(name: String, bytes: [UInt8])] = []
        for exchange in exchanges {
            let request = exchange.request.replacing("TOKEN", with: "\"token\":\"\(token)\"")
            let decoded = DecodedRequest(
                endpoint: exchange.endpoint,
                headerToken: nil,
                body: Array(request.utf8),
                limits: CallLimits()
            )
            let answer = headEnd.decide(decoded, at: now, mayHold: true).answer.json(endpoint: exchange.endpoint)
            files.append((exchange.name + ".request", Array(request.utf8)))
            files.append((exchange.name + ".answer", answer))
            if case .getToken = exchange.endpoint { token = try self.token(in: answer) }
            now = now + .seconds(1)
            for case .publish(let push) in headEnd.advance(to: now) {
                files.append((exchange.name + ".push", push.payload))
            }
        }
        return files
    }

    private static func token(in answer: [UInt8]) throws -> String {
        let data = try JSONParser.parse(answer).value.member("data")?.value
        return try #require(data?.member("token")?.value.string)
    }
}
