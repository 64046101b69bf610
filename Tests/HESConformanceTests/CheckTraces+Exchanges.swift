import HESContract
import JSON

@testable import HESConformance

extension CheckTraces {
    /// Failed calls with these pauses between them, then one that is accepted.
    private static func attempts(_ builder: inout EvidenceBuilder, pauses: [Int64]) {
        for pause in pauses {
            builder.call(.historySingle, ["devList": "001"], code: 500)
            builder.wait(milliseconds: pause)
        }
        builder.call(.historySingle, ["devList": "001"])
    }

    private static func page(_ builder: inout EvidenceBuilder, _ page: JSONValue, list: [JSONValue]) {
        builder.call(.historySingle, ["devList": "001", "curPage": page], data: ["list": .list(list)])
    }

    private static func open(_ builder: inout EvidenceBuilder, _ exchange: Int) {
        var request = EvidenceEvent.HTTPRequest(exchange: exchange, method: "POST", path: Endpoint.relay.path)
        request.endpoint = .relay
        builder.add(.httpRequest(request))
    }

    static let exchanges: [CheckTraces] = [
        CheckTraces(
            type: "retryPauses",
            parameters: #""endpoint": "historySingle", "steps": [0], "atLeast": 900, "grows": true"#,
            pass: steps { attempts(&$0, pauses: [1000, 2000, 4000, 8000]) },
            fail: steps { attempts(&$0, pauses: [1000, 1000, 1000, 1000]) },
            notReached: steps { $0.call(.getToken) }
        ),
        CheckTraces(
            type: "urlSecrets",
            parameters: "",
            pass: steps { $0.call(.relay, query: "trace=1") },
            fail: steps { $0.call(.relay, query: "token=YWJj") },
            notReached: { _ in }
        ),
        CheckTraces(
            type: "logSecrets",
            parameters: "",
            pass: steps { $0.add(.driverStderr(.init("logged in as u"))) },
            fail: steps { $0.add(.driverStderr(.init("token <token-1>"))) },
            notReached: brokenOff()
        ),
        CheckTraces(
            type: "batchSize",
            parameters: #""endpoint": "readSingle", "steps": [0], "max": 2"#,
            pass: steps { $0.call(.readSingle, ["devList": "001,002"]) },
            fail: steps { $0.call(.readSingle, ["devList": "001,002,003"]) },
            notReached: steps { _ in }
        ),
        CheckTraces(
            type: "concurrency",
            parameters: #""endpoint": "relay", "steps": [0], "max": 1"#,
            pass: steps {
                $0.call(.relay)
                $0.call(.relay)
            },
            fail: steps {
                open(&$0, 1)
                open(&$0, 2)
            },
            notReached: steps { _ in }
        ),
        CheckTraces(
            type: "emptyPages",
            parameters: #""endpoint": "historySingle", "steps": [0], "max": 1"#,
            pass: steps {
                page(&$0, 1, list: [row("001")])
                page(&$0, 2, list: [])
            },
            fail: steps {
                page(&$0, 2, list: [])
                page(&$0, 3, list: [])
            },
            notReached: steps { $0.call(.historySingle, code: 500) }
        ),
        CheckTraces(
            type: "completeIfOk",
            parameters: #""steps": [0], "rows": 2"#,
            pass: steps { $0.operation("history", done: rows([row("001")], outcome: "partial")) },
            fail: steps { $0.operation("history", done: rows([row("001"), row("001")])) },
            notReached: steps { $0.operation("history", done: nil) }
        ),
    ]
}
