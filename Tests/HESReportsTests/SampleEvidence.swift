import HESConformance
import HESContract
import JSON

extension Sample {
    static let token = read.filter { $0.seq <= 4 }

    static let crash = log([
        (.suite, "case", ["case": "HIST-01", "pack": "tables", "timeZone": "+08:00"]),
        (.suite, "step", ["step": 0, "do": ["op": "history"]]),
        (.report, "driver.stderr", ["line": "Segmentation fault"]),
        (.report, "driver.exit", ["signal": 11, "isExpected": false]), (.suite, "end", [:]),
    ])

    static let read = log([
        (.suite, "case", ["case": "READ-01", "pack": "default", "timeZone": "+08:00"]),
        (
            .suite, "step",
            [
                "step": 0,
                "do": ["op": "read", "args": ["kind": "single", "meters": ["202407100001", "202407100002"]]],
            ]
        ),
        (
            .wire, "http.request",
            [
                "exchange": 1, "method": "POST", "path": "/openapi/getToken", "query": "",
                "contentType": "application/json",
                "body": "{}", "json": ["username": "u", "password": "<password>"],
            ]
        ),
        (
            .wire, "http.reply",
            ["exchange": 1, "status": 200, "code": "200", "body": "{}", "json": ["token": "<token-1>"]]
        ),
        (.suite, "token", ["username": "u", "token": "<token-1>", "what": "issued"]),
        (.wire, "mqtt.connect", ["client": "acme-1"]),
        (
            .report, "driver.sent",
            ["message": ["type": "op", "id": 4, "op": "read", "args": ["kind": "single"]]]
        ),
        (
            .wire, "http.request",
            [
                "exchange": 2, "method": "POST", "path": "/openapi/readSingle", "headerToken": "<token-1>",
                "body": "not JSON",
            ]
        ),
        (
            .wire, "http.reply",
            ["exchange": 2, "status": 200, "code": "200", "planId": "12", "topic": "1000000067/12", "body": "{}"]
        ),
        (.suite, "plan", ["planId": "12", "endpoint": "readSingle", "phase": "reading"]),
        (.suite, "fault", ["rule": "silent", "type": "meterSilent", "planId": "12"]),
        (.wire, "mqtt.subscribe", ["client": "acme-1", "topics": ["1000000067/12/#"]]),
        (.suite, "clock", ["what": "moved on to the push"]),
        (
            .wire, "push",
            [
                "planId": "12", "topic": "1000000067/12/1", "part": 1, "qos": 1, "retain": false, "isSubscribed": true,
                "payload": "{}", "json": ["status": "01", "list": [["devAddr": "202407100001", "value": "7340.740"]]],
            ]
        ),
        (.wire, "puback", ["planId": "12"]), (.report, "driver.noise", ["line": "<b>bold</b> & \"quoted\""]),
        (
            .report, "driver.received",
            ["message": ["type": "op.done", "re": 4, "outcome": "failed", "rows": [], "missing": []]]
        ),
        (.wire, "mqtt.disconnect", ["client": "acme-1", "what": "clean"]), (.suite, "end", [:]),
    ])

    private static func log(_ entries: [(EvidenceEvent.Plane, String, JSONValue)]) -> [EvidenceEvent] {
        entries.enumerated().map { index, entry in
            var members: [(String, JSONValue)] = []
            if case .object(let all) = entry.2 { members = all.map { ($0.key, $0.node.value) } }
            return EvidenceEvent(
                seq: index + 1,
                milliseconds: 1_720_749_600_000 + Int64(index) * 217,
                plane: entry.0,
                kind: entry.1,
                members: members
            )
        }
    }
}
