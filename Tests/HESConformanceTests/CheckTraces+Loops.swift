import HESContract
import JSON

@testable import HESConformance

extension CheckTraces {
    private static func delivered(_ builder: inout EvidenceBuilder) {
        builder.call(.historyFrozen, ["devList": "001"], data: ["total": 1, "list": .list([row("001", 1)])])
        builder.call(.readFrozen, ["devList": "002"], planID: "P1", topic: "/t/P1")
        builder.push("P1", topic: "/t/P1", list: .list([row("002", 2)]))
    }

    private static func value(_ meter: JSONValue, _ value: JSONValue, _ unit: JSONValue = "kW") -> JSONValue {
        ["devAddr": meter, "timestamp": 1000, "cgcode": "5022", "value": value, "unit": unit]
    }

    /// A reading of two meters, of which the second has no value, and the client's report of it.
    private static func reads(_ report: [JSONValue], missing: [JSONValue] = []) -> Trace {
        steps {
            $0.operation("read", done: rows(report, missing: missing)) {
                $0.subscribe("/t/P1")
                $0.call(.readSingle, ["devList": "001,002", "cgcode": "5022"], planID: "P1", topic: "/t/P1")
                $0.push("P1", topic: "/t/P1", list: [value("001", "1532.0", "W"), value("002", "--", "W")])
            }
        }
    }

    static let loops: [CheckTraces] = [
        CheckTraces(
            type: "valuesSent",
            parameters: #""steps": [0], "units": true"#,
            pass: reads([value("001", "1.532")]),
            fail: reads([value("001", "1.532"), value("002", "0")]),
            notReached: reads([])
        ),
        CheckTraces(
            type: "rowsAccounted",
            parameters: #""steps": [0], "cgcode": "5022""#,
            pass: reads([], missing: ["001"]),
            fail: reads([]),
            notReached: steps { $0.operation("read", done: rows([])) }
        ),
        CheckTraces(
            type: "rowStamps",
            parameters: #""steps": [0]"#,
            pass: steps {
                $0.operation("collect", done: rows([row("001", 1), row("002", 2)])) { delivered(&$0) }
            },
            fail: steps {
                $0.operation("collect", done: rows([row("001", 1), row("002", 9)])) { delivered(&$0) }
            },
            notReached: steps { $0.operation("collect", done: rows([])) { delivered(&$0) } }
        ),
        CheckTraces(
            type: "historyFirst",
            parameters: #""steps": [0]"#,
            pass: steps {
                $0.call(.historyFrozen, ["devList": "001,002"])
                $0.call(.readFrozen, ["devList": "002"])
            },
            fail: steps {
                $0.call(.historyFrozen, ["devList": "001,002"], code: 500)
                $0.call(.readFrozen, ["devList": "002"])
            },
            notReached: steps { $0.call(.historyFrozen, ["devList": "001,002"]) }
        ),
        CheckTraces(
            type: "noBlindRepeat",
            parameters: #""meter": "001""#,
            pass: steps {
                $0.call(.relay, ["devList": "001"])
                $0.call(.readSingle, ["devList": "001"])
                $0.call(.relay, ["devList": "001"])
            },
            fail: steps {
                $0.call(.relay, ["devList": "001"])
                $0.call(.getToken)
                $0.call(.relay, ["devList": "001"])
            },
            notReached: brokenOff { $0.call(.relay, ["devList": "001"]) }
        ),
    ]
}
