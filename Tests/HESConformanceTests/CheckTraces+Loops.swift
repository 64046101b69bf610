import HESContract
import JSON

@testable import HESConformance

extension CheckTraces {
    private static func delivered(_ builder: inout EvidenceBuilder) {
        builder.call(.historyFrozen, ["devList": "001"], data: ["total": 1, "list": .list([row("001", 1)])])
        builder.call(.readFrozen, ["devList": "002"], planID: "P1", topic: "/t/P1")
        builder.push("P1", topic: "/t/P1", list: .list([row("002", 2)]))
    }

    static let loops: [CheckTraces] = [
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
