import HESContract
import JSON

extension CaseBegin {
    /// For operations outside of a case: addresses at which nothing listens.
    static let nowhere = CaseBegin(
        caseName: "none",
        baseURL: "http://127.0.0.1:1",
        mqttHost: "127.0.0.1",
        mqttPort: 1,
        tenantCode: "1000000000",
        username: "nobody",
        password: "none",
        secretKey: "none",
        timeZone: "+00:00"
    )

    /// The variables of an operation's process (§1).
    func variables(operation: String, args: JSONValue, folder: String, resultFile: String) -> [String: String] {
        var writer = JSONWriter()
        writer.node(["op": .string(operation), "args": args])
        return [
            "HES_BASE_URL": baseURL, "HES_MQTT_HOST": mqttHost, "HES_MQTT_PORT": "\(mqttPort)",
            "HES_BROKER": "mqtt://\(mqttHost):\(mqttPort)", "HES_TENANT": tenantCode,
            "HES_USERNAME": username, "HES_PASSWORD": password, "HES_SECRET_KEY": secretKey, "HES_TIME_ZONE": timeZone,
            "HES_OP": String(decoding: writer.bytes, as: UTF8.self), "HES_STATE_DIR": folder,
            "HES_RESULT_FILE": resultFile,
        ]
    }
}
