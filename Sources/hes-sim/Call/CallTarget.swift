import ArgumentParser
import Foundation
import HESReferenceClient
import HESScenario
import Logging

/// The flags for the server and the user; absent flags default to `HES_*` of the environment, then to the demo world.
struct CallTarget: ParsableArguments {
    @Option(help: ArgumentHelp("Default: HES_BASE_URL or http://127.0.0.1:8080.", valueName: "url"))
    var baseURL: String?

    @Option(
        help: ArgumentHelp(
            "mqtt://[user:password@]host:port. Default: HES_MQTT_HOST and the like, or mqtt://127.0.0.1:1883.",
            valueName: "url"
        )
    )
    var broker: String?

    @Option(help: ArgumentHelp("Default: HES_TENANT or the demo's.", valueName: "code"))
    var tenant: String?

    @Option(help: ArgumentHelp("Default: HES_USERNAME or the demo's.", valueName: "name"))
    var username: String?

    @Option(help: ArgumentHelp("Default: HES_PASSWORD or the demo's.", valueName: "text"))
    var password: String?

    @Option(help: ArgumentHelp("Default: HES_SECRET_KEY or the demo's.", valueName: "text"))
    var secretKey: String?

    @Option(help: ArgumentHelp("Offset or IANA name. Default: HES_TIME_ZONE or +08:00.", valueName: "zone"))
    var timeZone: String?

    @Option(help: ArgumentHelp("Seconds to wait for a result.", valueName: "seconds"))
    var wait = 10

    @Flag(help: "Say on standard error what happens.")
    var verbose = false

    var logLevel: Logger.Level { verbose ? .info : .error }

    /// - Throws: `CommandFailure` naming the flag that is wrong.
    func configuration() throws -> ClientConfiguration {
        guard (1...3600).contains(wait) else {
            throw CommandFailure.usage("--wait must be 1 to 3600 seconds, not \(wait)")
        }
        var configuration = ClientConfiguration(
            baseURL: try url(),
            broker: try brokerAddress(),
            credentials: .init(
                tenantCode: tenant ?? Self.environment("HES_TENANT") ?? "1000000067",
                username: username ?? Self.environment("HES_USERNAME") ?? "demo",
                password: password ?? Self.environment("HES_PASSWORD") ?? "demo-password",
                secretKey: secretKey ?? Self.environment("HES_SECRET_KEY") ?? "0123456789abcdef0123456789abcdef"
            )
        )
        let zoneName = timeZone ?? Self.environment("HES_TIME_ZONE") ?? "+08:00"
        guard let zone = TimeZoneTable.zone(named: zoneName) else {
            throw CommandFailure.usage("--time-zone must be like +08:00 or Europe/Berlin, not '\(zoneName)'")
        }
        configuration.zone = zone
        configuration.planLimit = .seconds(wait)
        configuration.operationLimit = .seconds(3 * wait)
        return configuration
    }

    private func url() throws -> String {
        let text = baseURL ?? Self.environment("HES_BASE_URL") ?? "http://127.0.0.1:8080"
        guard let url = URL(string: text), ["http", "https"].contains(url.scheme ?? ""), url.host() != nil else {
            throw CommandFailure.usage("--base-url must be like http://127.0.0.1:8080, not '\(text)'")
        }
        return text
    }

    private func brokerAddress() throws -> ClientConfiguration.Broker {
        let host = Self.environment("HES_MQTT_HOST") ?? "127.0.0.1"
        let text = broker ?? "mqtt://\(host):\(Self.environment("HES_MQTT_PORT") ?? "1883")"
        guard let url = URLComponents(string: text), ["mqtt", "mqtts"].contains(url.scheme ?? ""), let name = url.host
        else { throw CommandFailure.usage("--broker must be like mqtt://127.0.0.1:1883, not '\(text)'") }
        var address = ClientConfiguration.Broker(
            host: name,
            port: url.port ?? (url.scheme == "mqtts" ? 8883 : 1883),
            username: url.user ?? (broker == nil ? Self.environment("HES_MQTT_USERNAME") : nil),
            password: url.password ?? (broker == nil ? Self.environment("HES_MQTT_PASSWORD") : nil)
        )
        address.usesTLS = url.scheme == "mqtts"
        return address
    }

    private static func environment(_ name: String) -> String? {
        ProcessInfo.processInfo.environment[name].flatMap { $0.isEmpty ? nil : $0 }
    }
}
