import HESContract
import JSON

@testable import HESConformance

extension CheckTraces {
    static let requests: [CheckTraces] = [
        CheckTraces(
            type: "requestMethod",
            parameters: #""endpoint": "getToken", "method": "POST""#,
            pass: steps { $0.call(.getToken) },
            fail: steps { $0.call(.getToken, method: "GET") },
            notReached: steps { $0.call(.relay) }
        ),
        CheckTraces(
            type: "contentType",
            parameters: #""endpoint": "getToken""#,
            pass: steps { $0.call(.getToken, contentType: "Application/JSON; charset=utf-8") },
            fail: steps { $0.call(.getToken, contentType: "application/x-www-form-urlencoded") },
            notReached: steps { _ in }
        ),
        CheckTraces(
            type: "credentials",
            parameters: #""endpoint": "getToken""#,
            pass: steps {
                $0.call(
                    .getToken,
                    ["tenantCode": "1000000067", "username": "u", "password": "<password>", "secretKey": "<secretKey>"]
                )
            },
            fail: steps { $0.call(.getToken, nil) },
            notReached: steps { _ in }
        ),
        CheckTraces(
            type: "requestCount",
            parameters: #""endpoint": "relay", "steps": [0], "min": 1, "max": 1"#,
            pass: steps { $0.call(.relay) },
            fail: steps {
                $0.call(.relay)
                $0.call(.relay)
            },
            notReached: brokenOff { $0.call(.relay) }
        ),
        CheckTraces(
            type: "requestSucceeds",
            parameters: #""endpoint": "relay", "steps": [0]"#,
            pass: steps {
                $0.call(.relay, code: 500)
                $0.call(.relay)
            },
            fail: steps { $0.call(.relay, code: 500) },
            notReached: brokenOff { $0.call(.relay, code: 500) }
        ),
        CheckTraces(
            type: "rejectionCount",
            parameters: #""steps": [0], "max": 1"#,
            pass: steps {
                $0.call(.relay, code: 500)
                $0.call(.getToken, code: 500)
                $0.call(.relay)
            },
            fail: steps {
                $0.call(.relay, code: 500)
                $0.call(.relay, code: 500)
            },
            notReached: brokenOff { $0.call(.relay, code: 500) }
        ),
        CheckTraces(
            type: "tokenPlace",
            parameters: "",
            pass: steps {
                $0.call(.getToken)
                $0.call(.relay, ["token": "<token-1>"])
                $0.call(.removeArchive, [:], headerToken: "<token-1>")
            },
            fail: steps { $0.call(.relay, [:], headerToken: "<token-1>") },
            notReached: steps { $0.call(.getToken) }
        ),
        CheckTraces(
            type: "devListForm",
            parameters: #""endpoint": "relay""#,
            pass: steps { $0.call(.relay, ["devList": "001, 002"]) },
            fail: steps { $0.call(.relay, ["devList": ["001", "002"]]) },
            notReached: steps { _ in }
        ),
        CheckTraces(
            type: "memberTypes",
            parameters: #""endpoint": "historySingle", "integers": ["curPage"], "strings": ["cgcode"]"#,
            pass: steps { $0.call(.historySingle, ["curPage": 1, "cgcode": "5069"]) },
            fail: steps { $0.call(.historySingle, ["curPage": "1", "cgcode": "5069"]) },
            notReached: steps { _ in }
        ),
        CheckTraces(
            type: "endpointFor",
            parameters: "",
            pass: steps {
                $0.call(.historyFrozen, ["cgcode": "2"])
                $0.call(.readSingle, ["cgcode": "5050"])
            },
            fail: steps { $0.call(.readSingle, ["cgcode": "2"]) },
            notReached: steps { $0.call(.getToken) }
        ),
        CheckTraces(
            type: "asksFor",
            parameters: #""endpoint": "readSingle", "steps": [0], "meters": ["001", "002"]"#,
            pass: steps {
                $0.call(.readSingle, ["devList": "002"])
                $0.call(.readSingle, ["devList": "001"])
            },
            fail: steps { $0.call(.readSingle, ["devList": "1,002"]) },
            notReached: brokenOff { $0.call(.readSingle, ["devList": "002"]) }
        ),
        CheckTraces(
            type: "asksOnly",
            parameters: #""endpoint": "readSingle", "meters": ["001", "002"]"#,
            pass: steps { $0.call(.readSingle, ["devList": "002"]) },
            fail: steps { $0.call(.readSingle, ["devList": "002,003"]) },
            notReached: steps { _ in }
        ),
        CheckTraces(
            type: "controlMode",
            parameters: #""steps": [1], "mode": 2"#,
            pass: steps({ _ in }, second: { $0.call(.relay, ["controlMode": 2]) }),
            fail: steps({ _ in }, second: { $0.call(.relay, ["controlMode": 1]) }),
            notReached: steps { $0.call(.relay, ["controlMode": 1]) }
        ),
    ]
}
