import ArgumentParser
import Foundation
import HESContract
import HESHTTP
import HESScenario
import HESSimulation
import JSON
import Logging

struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Run the head-end system: the nine calls, the pushes, the control API.",
        discussion: "Example: hes-sim serve --port 8080 --scenario scenarios/demo.json"
    )

    @Option(
        help: ArgumentHelp(
            "Scenario file, or - for standard input; may be repeated. Default: the built-in demo.",
            valueName: "file"
        )
    )
    var scenario: [String] = []

    @Option(help: "Address on which HTTP and MQTT listen: 0.0.0.0 and :: are all of this machine.")
    var host = "127.0.0.1"

    @Option(help: ArgumentHelp("Address on which MQTT listens. Default: that of --host.", valueName: "host"))
    var mqttHost: String?

    @Option(
        help: ArgumentHelp(
            "Name by which clients reach this machine: the ready line and new worlds tell it. Default: that of --host.",
            valueName: "name"
        )
    )
    var publicHost: String?

    @Option(help: "HTTP port; 0 takes any free one.")
    var port = 8080

    @Option(
        help: ArgumentHelp(
            """
            managed, or mqtt://[user:pass@]host:port, or mqtts://…; repeat it, or separate addresses with commas, for the \
            nodes of a cluster, which are tried in turn.
            """,
            valueName: "broker"
        )
    )
    var broker = ["managed"]

    @Option(
        help: ArgumentHelp(
            "Authorities in PEM form that sign the certificates of mqtts brokers. Default: the operating system's.",
            valueName: "file"
        )
    )
    var brokerCa: String?

    @Option(
        help: """
            Port for MQTT clients; 0 takes any free one. Default: 1883, or any free one if that is taken. With a broker \
            of your own: only where given, and broker faults act on the clients that connect here.
            """
    )
    var mqttPort: Int?

    @Option(help: ArgumentHelp("Port for MQTT over TLS, with --tls-cert; 0 takes any free one.", valueName: "port"))
    var mqttsPort: Int?

    @Option(
        name: .customLong("mqtt-ws-port"),
        help: ArgumentHelp("Port for MQTT over WebSockets; 0 takes any free one.", valueName: "port")
    )
    var mqttWebSocketPort: Int?

    @Option(
        help: ArgumentHelp(
            "real, manual, auto (leaps to what is awaited), or a factor such as x60. Default: as the scenario says.",
            valueName: "mode"
        )
    )
    var clock: String?

    @Option(help: "Seed of every random choice. Default: as the scenario says.")
    var seed: UInt64?

    @Option(
        help: ArgumentHelp("A pack of 'hes-sim dialect list' for every world, over the scenario's.", valueName: "pack")
    )
    var dialect: String?

    @Option(help: ArgumentHelp("Keep the worlds' state in this file and go on from it.", valueName: "file"))
    var state: String?

    @Option(
        help: ArgumentHelp("Certificate chain in PEM form: serve HTTPS, and MQTT at --mqtts-port.", valueName: "file")
    )
    var tlsCert: String?

    @Option(help: ArgumentHelp("Private key in PEM form.", valueName: "file"))
    var tlsKey: String?

    @Option(
        help: ArgumentHelp(
            "Authorities in PEM form: clients of --mqtts-port need a certificate that one of them has signed.",
            valueName: "file"
        )
    )
    var tlsCa: String?

    @Option(
        help: ArgumentHelp("File with the broker's password, as HES_SIM_BROKER_PASSWORD has it.", valueName: "file")
    )
    var brokerPasswordFile: String?

    @Option(
        help: ArgumentHelp(
            "Bearer token that the control API asks for. It stands in the list of processes; prefer the file.",
            valueName: "token"
        )
    )
    var controlToken: String?

    @Option(help: ArgumentHelp("File with that token, as HES_SIM_CONTROL_TOKEN has it.", valueName: "file"))
    var controlTokenFile: String?

    @Option(help: ArgumentHelp("Serve the control API on a port of its own; 0 takes any free one.", valueName: "port"))
    var controlPort: Int?

    @Option(
        parsing: .upToNextOption,
        help: ArgumentHelp(
            "Web pages of other origins that may call, such as http://localhost:5173; * (with a control token) is any.",
            valueName: "origin"
        )
    )
    var cors: [String] = []

    @Option(help: "trace, debug, info, notice, warning, error or critical.")
    var logLevel = LogLevel.notice

    @Flag(help: "Log a line for each call and each push.")
    var logAccess = false

    func validate() throws {
        try validatePorts()
        for (flag, host) in [("--host", host), ("--mqtt-host", mqttHost), ("--public-host", publicHost)] {
            guard let host else { continue }
            _ = try HostName(host, flag: flag)
        }
        guard (tlsCert == nil) == (tlsKey == nil) else {
            throw ValidationError("--tls-cert and --tls-key go together")
        }
        if let wrong = cors.first(where: { !OriginPermission.isOrigin($0) }) {
            throw ValidationError("--cors must be * or an origin such as http://localhost:5173, not '\(wrong)'")
        }
        if let clock, ClockMode(parsing: clock) == nil {
            throw ValidationError("--clock must be real, manual, auto or a factor such as x60, not '\(clock)'")
        }
    }

    private func validatePorts() throws {
        let ports = [
            ("--port", port), ("--mqtt-port", mqttPort), ("--mqtts-port", mqttsPort),
            ("--mqtt-ws-port", mqttWebSocketPort),
            ("--control-port", controlPort),
        ]
        for (name, number) in ports {
            guard let number, !(0...65_535).contains(number) else { continue }
            throw ValidationError("\(name) must be from 0 to 65535, not \(number)")
        }
        if mqttsPort != nil, tlsCert == nil {
            throw ValidationError("--mqtts-port needs a certificate: give --tls-cert and --tls-key")
        }
        if tlsCa != nil, mqttsPort == nil {
            throw ValidationError("--tls-ca is for the clients of --mqtts-port: give that too")
        }
        if broker != ["managed"], mqttPort == nil, mqttsPort != nil || mqttWebSocketPort != nil {
            throw ValidationError("--mqtts-port and --mqtt-ws-port with a broker of your own need --mqtt-port too")
        }
    }

    /// The clock mode that overrides the scenarios'; nil keeps them.
    var mode: ClockMode? { clock.flatMap { ClockMode(parsing: $0) } }

    /// - Throws: ``CommandFailure`` with code 2 for an unknown pack.
    func pack() throws -> Dialect? {
        guard let dialect else { return nil }
        if let pack = DialectCatalogue.dialect(ofPack: dialect) { return pack }
        let names = DialectCatalogue.packs.map(\.name)
        if FileManager.default.fileExists(atPath: dialect) {
            throw CommandFailure.usage(
                "--dialect takes a pack of 'hes-sim dialect list'; what the file '\(dialect)' has goes into a scenario, as \"dialect\""
            )
        }
        let near = Suggestion.hint(for: dialect, among: names)
        throw CommandFailure.usage(
            "there is no dialect pack '\(dialect)'; \(near ?? "there are " + names.joined(separator: ", "))"
        )
    }

    func run() async throws {
        do {
            try await Launch(self).run()
        } catch let failure as CommandFailure {
            endProcess(failure)
        }
    }
}

/// The values of `--log-level`, which are the levels of swift-log.
enum LogLevel: String, CaseIterable, ExpressibleByArgument {
    case trace, debug, info, notice, warning, error, critical

    var level: Logger.Level { Logger.Level(rawValue: rawValue) ?? .notice }
}
