import HESContract
import JSON

@testable import HESConformance

extension CheckTraces {
    private static func says(_ done: JSONValue, op: String = "read") -> Trace {
        steps { $0.operation(op, done: done) }
    }

    private static let silent = steps { $0.operation("read", done: nil) }

    private static func results(_ states: [(String, JSONValue)], outcome: JSONValue = "partial") -> JSONValue {
        [
            "outcome": outcome,
            "results": .list(states.map { ["devAddr": .string($0.0), "state": $0.1] }),
        ]
    }

    private static func archive(_ meters: [String]) -> JSONValue {
        ["outcome": "ok", "archive": .list(meters.map { ["devAddr": .string($0)] })]
    }

    static let reports: [CheckTraces] = [
        CheckTraces(
            type: "outcome",
            parameters: #""steps": [0], "oneOf": ["failed", "partial"]"#,
            pass: says(["outcome": "failed"]),
            fail: says(["outcome": "ok"]),
            notReached: silent
        ),
        CheckTraces(
            type: "rowCount",
            parameters: #""steps": [0], "equals": 2"#,
            pass: says(rows([row("001"), row("002"), row("002")])),
            fail: says(rows([row("001")])),
            notReached: silent
        ),
        CheckTraces(
            type: "rowMeters",
            parameters: #""steps": [0], "meters": ["001"]"#,
            pass: says(rows([row("001", 1), row("001", 2)])),
            fail: says(rows([row(1)])),
            notReached: silent
        ),
        CheckTraces(
            type: "rowLabels",
            parameters: #""steps": [0], "cgcode": "5069""#,
            pass: says(rows([row("001")])),
            fail: says(rows([row("001"), row("001", cgcode: nil)])),
            notReached: says(rows([]))
        ),
        CheckTraces(
            type: "uniqueRows",
            parameters: #""steps": [0]"#,
            pass: says(rows([row("001", 1), row("001", 2), row("001", 2, cgcode: "5050")])),
            fail: says(rows([row("001", 1), row("001", 1)])),
            notReached: says(rows([]))
        ),
        CheckTraces(
            type: "missingMeters",
            parameters: #""steps": [0], "meters": ["002"]"#,
            pass: says(rows([], missing: [["devAddr": "002", "timestamp": 1]])),
            fail: says(rows([], missing: ["001", "002"])),
            notReached: silent
        ),
        CheckTraces(
            type: "archiveMeters",
            parameters: #""steps": [0], "meters": ["001", "002"]"#,
            pass: says(archive(["002", "001"]), op: "archive.read"),
            fail: says(archive(["001", "001", "002"]), op: "archive.read"),
            notReached: silent
        ),
        CheckTraces(
            type: "relayStates",
            parameters: #""steps": [0], "states": { "001": ["done"], "002": ["failed", "unknown"] }"#,
            pass: says(results([("002", "unknown"), ("001", "done")]), op: "relay"),
            fail: says(results([("001", "done"), ("002", "done")]), op: "relay"),
            notReached: silent
        ),
    ]
}
