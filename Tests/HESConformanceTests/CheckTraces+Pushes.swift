import HESContract
import JSON

@testable import HESConformance

extension CheckTraces {
    private static func read(_ builder: inout EvidenceBuilder, plan: String = "P1") {
        builder.call(.readSingle, ["devList": "001,002"], planID: plan, topic: "/t/\(plan)")
    }

    private static func push(_ builder: inout EvidenceBuilder, _ meters: [JSONValue]) {
        builder.push("P1", topic: "/t/P1", list: .list(meters.map { row($0) }))
    }

    /// Two operations whose plans are pushed in the other order.
    private static func two(_ builder: inout EvidenceBuilder, reporting meters: [JSONValue], isSwapped: Bool = true) {
        builder.subscribe("/t/#")
        builder.operation("read", ["meters": ["001"]], done: rows([row(meters[0])])) { first in
            first.call(.readSingle, ["devList": "001"], planID: "P1")
            first.operation("read", ["meters": ["002"]], done: rows([row(meters[1])])) { second in
                second.call(.readSingle, ["devList": "002"], planID: "P2")
                for plan in isSwapped ? ["P2", "P1"] : ["P1", "P2"] { second.push(plan, topic: "/t/\(plan)") }
            }
        }
    }

    static let pushes: [CheckTraces] = [
        CheckTraces(
            type: "subscribed",
            parameters: #""endpoint": "readSingle""#,
            pass: steps {
                $0.subscribe("/t/#")
                read(&$0)
                push(&$0, ["001"])
            },
            fail: steps {
                $0.subscribe("/t/P1")
                read(&$0)
                $0.add(.mqttDisconnect(.init(client: "c", reason: .lost)))
                $0.subscribe("/other/P1")
                push(&$0, ["001"])
            },
            notReached: steps { read(&$0) }
        ),
        CheckTraces(
            type: "validFilters",
            parameters: "",
            pass: steps { $0.subscribe("/t/+/#") },
            fail: steps { $0.subscribe("/t/P1/#/#") },
            notReached: steps { _ in }
        ),
        CheckTraces(
            type: "resubscribed",
            parameters: "",
            pass: steps {
                $0.call(.readSingle, planID: "P1", topic: "/t/P1")
                $0.add(.mqttDisconnect(.init(client: "c", reason: .cut)))
                $0.subscribe("/t/P1")
                $0.push("P1", topic: "/t/P1")
            },
            fail: steps {
                $0.call(.readSingle, planID: "P1", topic: "/t/P1")
                $0.subscribe("/t/P1")
                $0.add(.mqttDisconnect(.init(client: "c", reason: .cut)))
                $0.subscribe("/other/P1")
                $0.push("P1", topic: "/t/P1")
            },
            notReached: steps { $0.subscribe("/t/P1") }
        ),
        CheckTraces(
            type: "ownMeters",
            parameters: #""steps": [0]"#,
            pass: steps { two(&$0, reporting: ["001", "002"]) },
            fail: steps { two(&$0, reporting: ["002", "001"]) },
            notReached: steps { two(&$0, reporting: ["001", "002"], isSwapped: false) }
        ),
        CheckTraces(
            type: "doneAfterPush",
            parameters: #""endpoint": "addArchive", "steps": [0]"#,
            pass: steps {
                $0.operation("archive.add") {
                    $0.call(.addArchive, planID: "P1", topic: "/t/P1")
                    $0.push("P1", topic: "/t/P1")
                }
            },
            fail: steps {
                $0.operation("archive.add") { $0.call(.addArchive, planID: "P1", topic: "/t/P1") }
                $0.push("P1", topic: "/t/P1")
            },
            notReached: steps {
                $0.operation("archive.add", done: nil) { $0.call(.addArchive, planID: "P1", topic: "/t/P1") }
            }
        ),
        CheckTraces(
            type: "notReadAgain",
            parameters: #""endpoint": "readSingle", "steps": [0]"#,
            pass: steps {
                $0.subscribe("/t/#")
                read(&$0)
                push(&$0, ["001"])
                $0.call(.readSingle, ["devList": "002"])
            },
            fail: steps {
                $0.subscribe("/t/#")
                read(&$0)
                push(&$0, ["001"])
                read(&$0, plan: "P2")
            },
            notReached: steps { read(&$0) }
        ),
    ]
}
