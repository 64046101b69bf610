import HESContract
import JSON

/// The server's addresses, as a JSON line for stdout and a banner for stderr.
struct ReadyLine {
    let http: String
    let mqtt: String
    /// Of MQTT over TLS; nil when the port is not open.
    let mqtts: String?
    /// Of MQTT over WebSockets; nil when the port is not open.
    let mqttWebSocket: String?
    let control: String
    let worlds: [String]

    var json: [UInt8] {
        var writer = JSONWriter()
        writer.object {
            $0.key("ready")
            $0.bool(true)
            $0.key("http")
            $0.string(http)
            $0.key("mqtt")
            $0.string(mqtt)
            if let mqtts {
                $0.key("mqtts")
                $0.string(mqtts)
            }
            if let mqttWebSocket {
                $0.key("mqttWs")
                $0.string(mqttWebSocket)
            }
            $0.key("control")
            $0.string(control)
            $0.key("worlds")
            $0.array { for world in worlds { $0.string(world) } }
            $0.key("version")
            $0.string(Version.text)
            $0.key("pid")
            $0.integer(processID)
        }
        return writer.bytes
    }

    func banner(notes: [String]) -> String {
        let lines = [
            "hes-sim \(Version.text) is ready",
            "  HTTP     \(http)/apis/openapi",
            "  MQTT     \(([mqtt] + [mqtts, mqttWebSocket].compactMap(\.self)).joined(separator: "  "))",
            "  control  \(control)",
            "  tenants  \(worlds.joined(separator: ", "))",
        ]
        return (lines + notes.map { "  note     \($0)" } + ["Stop with Ctrl-C."]).joined(separator: "\n")
    }
}
