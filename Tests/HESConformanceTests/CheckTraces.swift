import HESContract
import JSON
import Testing

@testable import HESConformance

/// A kind of check with a trace that passes, one that fails and one on which it is not reached.
///
/// The case has three steps: two operations and a fence. A trace that passes or fails ends; one that is not reached may
/// break off.
struct CheckTraces: Sendable {
    typealias Trace = @Sendable (inout EvidenceBuilder) -> Void

    let type: String
    let parameters: String
    let pass: Trace
    let fail: Trace
    let notReached: Trace

    static let all = requests + windows + pushes + reports + loops + exchanges + truths + forms

    /// A case around the check alone.
    static func testCase(_ type: String, _ parameters: String) throws -> Case {
        let text = """
            { "id": "TEST-01", "level": "must", "basis": "derived", "obligation": "O1", "clause": "§3", "title": "t",
              "allowed": ["all"], "world": {}, "start": "2024-07-12 10:00:00", "hint": "h", "mutants": ["m"],
              "steps": [
                { "op": "read", "args": { "kind": "single", "cgcode": "5069", "meters": [] } },
                { "op": "relay", "args": { "meters": [], "mode": "open" } }, { "fence": true }
              ],
              "prerequisites": [ { "kind": "case" } ],
              "checks": [ { "id": "c", "check": "\(type)", "level": "must"\(parameters.isEmpty ? "" : ", ")\(parameters) } ],
              "mutations": [ { "name": "n", "drop": { "kind": "http.request" }, "flips": ["c"] } ] }
            """
        return try CaseLoader.load(Array(text.utf8), file: "TEST-01.json")
    }

    func verdict(_ trace: Trace) throws -> CheckResult {
        let testCase = try Self.testCase(type, parameters)
        var builder = EvidenceBuilder("TEST-01")
        trace(&builder)
        let check = try #require(testCase.checks.first)
        return check.judge(Evidence(builder.ended()), in: testCase)
    }
}

extension CheckTraces {
    /// All three steps, the first with what the trace is about.
    static func steps(_ first: @escaping Trace, second: @escaping Trace = { _ in }) -> Trace {
        { builder in
            builder.step(0, ["op": "read"], first)
            builder.step(1, ["op": "relay"], second)
            builder.fence(2)
        }
    }

    /// The first step, which never ends.
    static func brokenOff(_ first: @escaping Trace = { _ in }) -> Trace {
        { builder in
            builder.add(.step(.init(0, source: ["op": "read"])))
            first(&builder)
        }
    }

    static func rows(_ rows: [JSONValue], outcome: JSONValue = "ok", missing: [JSONValue] = []) -> JSONValue {
        ["outcome": outcome, "rows": .list(rows), "missing": .list(missing)]
    }

    static func row(_ meter: JSONValue, _ timestamp: Int = 1000, cgcode: JSONValue? = "5069") -> JSONValue {
        let head: [(String, JSONValue)] = [("devAddr", meter), ("timestamp", JSONValue(integerLiteral: timestamp))]
        return .members(head + (cgcode.map { [("cgcode", $0)] } ?? []))
    }
}

extension CheckTraces: CustomTestStringConvertible {
    var testDescription: String { type }
}
