import HESClientDriver
import JSON

/// An answer that the codec accepts, and the request that it answers.
struct DriverSample {
    /// Such as `op.done` or `op.done of relay`.
    let title: String
    let request: DriverRequest
    let json: JSONValue
}

/// One message of every kind, with every member.
enum DriverSamples {
    static var requests: [DriverRequest] {
        [
            .hello(SuiteIdentity(version: "0.1.0", catalogue: "2026.2")), .caseBegin(begin),
            .op(name: "read", args: ["kind": "single", "cgcode": "5069", "meters": ["202407100001"]]), .caseEnd, .bye,
        ]
    }

    static var answers: [DriverSample] {
        [
            DriverSample(
                title: "hello.ok",
                request: requests[0],
                json: [
                    "type": "hello.ok", "re": 2, "protocol": 1,
                    "client": ["name": "my-client", "version": "1.0", "language": "Java"],
                    "capabilities": ["read": true, "history": true, "relay": "billing never switches"],
                ]
            ),
            DriverSample(title: "case.ready", request: requests[1], json: ["type": "case.ready", "re": 2]),
            DriverSample(title: "unsupported", request: requests[2], json: ["type": "unsupported", "re": 2]),
            DriverSample(title: "case.ended", request: requests[3], json: ["type": "case.ended", "re": 2]),
        ]
    }

    static var results: [DriverSample] {
        let row: JSONValue = [
            "devAddr": "202407100001", "cgcode": "5069", "timestamp": 1_720_749_600_000, "value": "34798.598",
            "unit": "kWh",
        ]
        let entry: JSONValue = ["devAddr": "202407100001", "status": "1", "commType": "2", "moduleNext": "0"]
        return [
            done("read", with: ["rows": [row], "missing": ["202407100002"]]),
            done("history", with: ["rows": [row]]),
            done("collect", with: ["rows": [row], "missing": ["202407100002"]]),
            done("rows", with: ["rows": [row]]),
            done("relay", with: ["results": [["devAddr": "202407100001", "state": "done"]]]),
            done("archive.read", with: ["archive": [entry]]),
            done("login", with: [:]),
        ]
    }

    private static var begin: CaseBegin {
        CaseBegin(
            caseName: "READ-01",
            baseURL: "http://127.0.0.1:41873",
            mqttHost: "127.0.0.1",
            mqttPort: 41_874,
            tenantCode: "1000000067",
            username: "user",
            password: "password",
            secretKey: "key",
            timeZone: "+08:00"
        )
    }

    private static func done(_ operation: String, with fields: JSONValue) -> DriverSample {
        guard case .object(let members) = fields else { preconditionFailure("the fields are an object") }
        let head: [(String, JSONValue)] = [("type", "op.done"), ("re", 2), ("outcome", "ok")]
        return DriverSample(
            title: "op.done of \(operation)",
            request: .op(name: operation, args: [:]),
            json: .members(head + members.map { ($0.key, $0.node.value) })
        )
    }
}
