import HESContract
import JSON
import Testing

@testable import HESConformance

@Suite("Changes of a trace")
struct MutationTests {
    private static let events: [EvidenceEvent] = {
        var builder = EvidenceBuilder("TOKEN-01")
        builder.step(0, ["op": "read"]) { builder in
            builder.operation("read") { builder in
                builder.call(
                    .getToken,
                    [
                        "tenantCode": "1000000067", "username": "u", "password": "<password>",
                        "secretKey": "<secretKey>",
                    ],
                    contentType: "application/json; charset=utf-8"
                )
                builder.call(.readSingle, ["devList": "001,002"])
                builder.subscribe("/t/P1")
            }
        }
        return builder.ended()
    }()

    private func mutation(_ text: String) throws -> TraceMutation {
        let node = try JSONParser.parse(Array(text.utf8))
        let problems = ProblemList()
        let mutation = TraceMutation(Place(node, problems: problems), isNeutral: true)
        #expect(problems.problems == [])
        return try #require(mutation)
    }

    private func kinds(_ text: String) throws -> [String] {
        let changed = try mutation(text).apply(to: Self.events)
        #expect(changed.map(\.seq) == Array(1...changed.count))
        return changed.map(\.kind.word)
    }

    private func member(_ path: String, _ text: String) throws -> JSONValue? {
        let changed = try mutation(text).apply(to: Self.events)
        return changed.first { event in
            if case .httpRequest(let request) = event.kind { request.endpoint == .readSingle } else { false }
        }?.value(at: path)
    }

    @Test("drop takes a request and its reply")
    func drop() throws {
        let kinds = try kinds(#"{ "name": "n", "drop": { "kind": "http.request", "nth": -1 } }"#)
        #expect(kinds.count { $0.hasPrefix("http") } == 2)
    }

    @Test("double makes exchanges of their own")
    func double() throws {
        let mutation = try mutation(#"{ "name": "n", "double": { "kind": "http.request", "nth": 1 }, "times": 2 }"#)
        let requests = Evidence(mutation.apply(to: Self.events)).requests
        #expect(requests.map(\.endpoint) == [.getToken, .getToken, .getToken, .readSingle])
        #expect(requests.allSatisfy { $0.reply != nil })
        #expect(Set(requests.map(\.sent.exchange)).count == 4)
    }

    @Test("double may put the copies behind another event")
    func doubleBehind() throws {
        let text = #"{ "name": "n", "double": { "kind": "mqtt.subscribe" }, "behind": { "kind": "driver.received" } }"#
        let kinds = try kinds(text)
        let answer = try #require(kinds.firstIndex(of: "driver.received"))
        #expect(kinds[answer + 1] == "mqtt.subscribe")
    }

    @Test("delay and reorder move an event")
    func moves() throws {
        let late = try kinds(
            #"{ "name": "n", "delay": { "kind": "mqtt.subscribe" }, "behind": { "kind": "driver.received" } }"#
        )
        let early = try kinds(
            #"{ "name": "n", "reorder": { "kind": "mqtt.subscribe" }, "before": { "kind": "http.request" } }"#
        )
        #expect(late.firstIndex(of: "mqtt.subscribe") == late.firstIndex(of: "driver.received").map { $0 + 1 })
        #expect(early.firstIndex(of: "mqtt.subscribe") == early.firstIndex(of: "http.request").map { $0 - 1 })
    }

    @Test("retype says the same in another JSON type")
    func retype() throws {
        let list = try member(
            "json/devList",
            #"{ "name": "n", "retype": { "kind": "http.request" }, "member": "json/devList", "to": "array" }"#
        )
        #expect(list?.elements.compactMap(\.string) == ["001", "002"])
    }

    @Test("replace, replaceText and remove edit a member")
    func edits() throws {
        let replaced = #"{ "name": "n", "replace": { "kind": "http.request" }, "member": "method", "by": "GET" }"#
        let text = #"{ "name": "n", "replaceText": { "kind": "http.request" }, "text": "001", "by": "1" }"#
        let removed = #"{ "name": "n", "remove": { "kind": "http.request" }, "member": "json/devList" }"#

        #expect(try member("method", replaced)?.string == "GET")
        #expect(try member("json/devList", text)?.string == "1,002")
        #expect(try member("json/devList", removed) == nil)
    }

    @Test("the self-test holds for a case that can fail")
    func selfTest() throws {
        let testCase = try #require(CaseCatalogue.load().first { $0.id == "TOKEN-01" })
        #expect(TraceSelfTest.problems(of: testCase, golden: Self.events) == [])
    }

    @Test("the self-test finds a change that flips nothing, and a neutral one that does")
    func selfTestFails() throws {
        var text = String(decoding: PackageResources.TOKEN_01_json, as: UTF8.self)
        text = text.replacing(#""member": "method", "by": "GET""#, with: #""member": "path", "by": "/""#)
        text = text.replacing(#""by": "application/json" }"#, with: #""by": "text/plain" }"#)
        let testCase = try CaseLoader.load(Array(text.utf8), file: "TOKEN-01.json")

        let problems = TraceSelfTest.problems(of: testCase, golden: Self.events)

        #expect(
            problems == [
                "TOKEN-01: 'login by GET' does not flip 'method'",
                "TOKEN-01: the neutral 'content type without charset' flips 'contentType'",
            ]
        )
    }

    @Test(
        "the self-test finds a change that changes nothing, be it to flip a check or neutral",
        arguments: [
            (#""member": "method", "by": "GET""#, #""member": "method", "by": "POST""#, "login by GET"),
            (#""member": "method", "by": "GET""#, #""member": "method", "by": 5"#, "login by GET"),
            (#""member": "json/secretKey""#, #""member": "json/secret""#, "no secret key"),
            (#""getToken", "nth": 1 }"#, #""getToken", "nth": 9 }"#, "logged in twice"),
        ]
    )
    func idleChange(member: String, other: String, name: String) throws {
        let text = String(decoding: PackageResources.TOKEN_01_json, as: UTF8.self).replacing(member, with: other)
        let testCase = try CaseLoader.load(Array(text.utf8), file: "TOKEN-01.json")

        #expect(
            TraceSelfTest.problems(of: testCase, golden: Self.events) == ["TOKEN-01: '\(name)' changes nothing"]
        )
    }
}
