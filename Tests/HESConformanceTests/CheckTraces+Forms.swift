import HESContract
import JSON

@testable import HESConformance

extension CheckTraces {
    private static let nothing = steps { _ in }

    static let forms: [CheckTraces] = [
        CheckTraces(
            type: "requiredFields",
            parameters: #""steps": [0]"#,
            pass: steps {
                $0.call(.readSingle, ["devList": "001", "cgcode": "5069"])
                $0.call(.removeArchive, ["dcuNo": "9", "archives": ["001"]])
            },
            fail: steps { $0.call(.addArchive, ["dcuNo": "9", "archives": [["devAddr": "001"]]]) },
            notReached: nothing
        ),
        CheckTraces(
            type: "documentedCalls",
            parameters: #""steps": [0], "endpoint": "relay""#,
            pass: steps { $0.call(.relay, ["devList": "001"], contentType: "application/json; charset=utf-8") },
            fail: steps { $0.call(.relay, ["devList": "001"], method: "PUT") },
            notReached: nothing
        ),
        CheckTraces(
            type: "archiveStatus",
            parameters: #""steps": [0], "endpoint": "addArchive""#,
            pass: steps { $0.call(.addArchive, ["archives": [["devAddr": "001", "status": "0"]]]) },
            fail: steps { $0.call(.addArchive, ["archives": [["devAddr": "001", "status": 1]]]) },
            notReached: nothing
        ),
        CheckTraces(
            type: "listedItems",
            parameters: #""steps": [0]"#,
            pass: steps { $0.call(.readSingle, ["cgcode": "5099"]) },
            fail: steps { $0.call(.readSingle, ["cgcode": "5103"]) },
            notReached: nothing
        ),
    ]
}
