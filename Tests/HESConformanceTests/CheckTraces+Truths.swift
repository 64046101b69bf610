import HESContract
import JSON

@testable import HESConformance

extension CheckTraces {
    private static func value(
        _ meter: JSONValue,
        _ value: JSONValue,
        unit: JSONValue = "kWh",
        at stamp: Int = 1
    ) -> JSONValue {
        let stamp = JSONValue(integerLiteral: 1_720_540_800_000 + stamp)
        return ["devAddr": meter, "cgcode": "5069", "timestamp": stamp, "value": value, "unit": unit]
    }

    /// A history of two meters, and what the client says of it.
    private static func history(_ told: [JSONValue], outcome: JSONValue = "ok") -> Trace {
        steps {
            let arguments: JSONValue = ["cgcode": "5069", "meters": ["001", "002"]]
            $0.operation("history", arguments, done: rows(told, outcome: outcome)) {
                let sent: JSONValue = [value("001", "7340.740"), value("002", "0.000"), value("002", "--", at: 2)]
                let call: JSONValue = ["devList": "001,002", "cgcode": "5069"]
                $0.call(.historySingle, call, data: ["total": 3, "list": sent])
            }
        }
    }

    private static let silent = steps { $0.operation("history", done: nil) }

    static let truths: [CheckTraces] = [
        CheckTraces(
            type: "valuesAsSent",
            parameters: #""steps": [0]"#,
            pass: history([value("001", "7340740", unit: "Wh"), value("002", "0")]),
            fail: history([value("001", "7340.741")]),
            notReached: silent
        ),
        CheckTraces(
            type: "unitsAsSent",
            parameters: #""steps": [0]"#,
            pass: history([value("001", "7340740", unit: "Wh"), value("002", "0", unit: "KWH")]),
            fail: history([value("001", "7340.740", unit: "Wh")]),
            notReached: history([value("003", "1")])
        ),
        CheckTraces(
            type: "digitsAsSent",
            parameters: #""steps": [0]"#,
            pass: history([value("001", "7340.740"), value("002", "0", unit: "Wh")]),
            fail: history([value("001", "7340.74")]),
            notReached: silent
        ),
        CheckTraces(
            type: "nothingInvented",
            parameters: #""steps": [0]"#,
            pass: history([value("001", "1"), value("002", "--", at: 2)]),
            fail: history([value("001", "7340.740"), value("002", "0.000", at: 2)]),
            notReached: history([])
        ),
        CheckTraces(
            type: "nothingLeftOut",
            parameters: #""steps": [0]"#,
            pass: history([value("001", "1"), value("002", "0")], outcome: "partial"),
            fail: history([value("001", "7340.740")]),
            notReached: history([], outcome: "failed")
        ),
        CheckTraces(
            type: "archiveAsSent",
            parameters: #""steps": [0]"#,
            pass: archive([entry("001", "2"), entry("002", "1")]),
            fail: archive([entry("001", "2"), entry("002", "2")]),
            notReached: steps { $0.operation("archive.read", done: ["outcome": "pending"]) }
        ),
        CheckTraces(
            type: "outcomesAsSent",
            parameters: #""steps": [0]"#,
            pass: breakers([("001", "done"), ("002", "unknown")]),
            fail: breakers([("001", "done"), ("002", "done")]),
            notReached: steps { $0.operation("relay", done: ["outcome": "pending"]) }
        ),
    ]

    private static func entry(_ meter: JSONValue, _ type: JSONValue) -> JSONValue {
        ["devAddr": meter, "status": "1", "commType": type, "moduleNext": meter]
    }

    private static func archive(_ told: [JSONValue]) -> Trace {
        steps {
            $0.operation("archive.read", ["dcuNo": "9"], done: ["outcome": "ok", "archive": .list(told)]) {
                $0.subscribe("/t/#")
                $0.call(.readArchive, ["dcuNo": "9"], planID: "P1", topic: "/t/P1")
                $0.push("P1", topic: "/t/P1", list: [entry("002", "1"), entry("001", "2")])
            }
        }
    }

    private static func breakers(_ told: [(String, JSONValue)]) -> Trace {
        steps {
            let results = told.map { entry -> JSONValue in ["devAddr": .string(entry.0), "state": entry.1] }
            let done: JSONValue = ["outcome": "partial", "results": .list(results)]
            $0.operation("relay", ["meters": ["001", "002"]], done: done) {
                $0.subscribe("/t/#")
                $0.call(.relay, ["devList": "001,002"], planID: "P1", topic: "/t/P1")
                let list: JSONValue = [
                    ["devAddr": "001", "successful": true], ["devAddr": "002", "successful": false],
                ]
                $0.push("P1", topic: "/t/P1", list: list)
            }
        }
    }
}
