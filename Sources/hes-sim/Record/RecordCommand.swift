import ArgumentParser
import HESContract
import HESScenario
import SimulationKernel

struct RecordCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "record",
        abstract: "Stand between a client and any HES and record both; or make a scenario of a recording.",
        discussion: """
            Example: hes-sim record --base-url http://hes:8080 --broker mqtt://hes:1883 --port 8081 --mqtt-port 1884 --out rec
            Example: hes-sim record --to-scenario rec --anonymise --out rec.json
            Bytes pass unchanged. Ctrl-C ends the recording; what the client did is judged as by 'conformance observe', what the
            HES did by the rules of 'verify' that need no question of their own.
            Exit codes: 0 recorded, 1 recorded, and the HES broke a rule of the contract, 2 usage, 3 a port is not available,
            or the HES was never reached,
            4 the recording could not be written.
            """
    )

    @Option(help: ArgumentHelp("The HES, as --base-url of 'hes-sim call'.", valueName: "url"))
    var baseURL: String?

    @Option(
        help: ArgumentHelp("mqtt://host:port or mqtts://host:port; the client logs in there itself.", valueName: "url")
    )
    var broker: String?

    @Option(help: "Name or address on which both ports listen.")
    var host = "127.0.0.1"

    @Option(help: "Port for the client's HTTP; 0 takes any free one.")
    var port = 0

    @Option(help: "Port for the client's MQTT; 0 takes any free one.")
    var mqttPort = 0

    @Option(
        help: ArgumentHelp("Folder of the recording; with --to-scenario the scenario file.", valueName: "path")
    )
    var out: String?

    @Option(help: ArgumentHelp("Certificate chain in PEM form, for clients that begin with TLS.", valueName: "file"))
    var tlsCert: String?

    @Option(help: ArgumentHelp("Private key in PEM form.", valueName: "file"))
    var tlsKey: String?

    @Option(help: ArgumentHelp("Authorities that are trusted for https, in PEM form.", valueName: "file"))
    var hesCA: String?

    @Option(help: ArgumentHelp("Authorities that are trusted for mqtts, in PEM form.", valueName: "file"))
    var brokerCA: String?

    @Option(help: ArgumentHelp("Of the dates in the calls: an offset or an IANA name.", valueName: "zone"))
    var timeZone: String?

    @Option(help: ArgumentHelp("End the recording after so long, such as 30m.", valueName: "duration"))
    var window: String?

    @Option(help: ArgumentHelp("Make a scenario of this recording.", valueName: "dir"))
    var toScenario: String?

    @Flag(help: "With --to-scenario: other numbers of meters, DCUs and tenant, other names of users.")
    var anonymise = false

    @Option(help: ArgumentHelp("With --to-scenario: a pack, or a file with a dialect.", valueName: "dialect"))
    var dialect: String?

    func validate() throws {
        try EmptyFlag.refuse([
            "--out": out, "--to-scenario": toScenario, "--tls-cert": tlsCert, "--tls-key": tlsKey, "--hes-ca": hesCA,
            "--broker-ca": brokerCA,
        ])
        _ = try length()
        guard (0...65_535).contains(port), (0...65_535).contains(mqttPort) else {
            throw ValidationError("--port and --mqtt-port must be from 0 to 65535")
        }
        guard (tlsCert == nil) == (tlsKey == nil) else { throw ValidationError("--tls-cert and --tls-key go together") }
        if toScenario != nil {
            guard baseURL == nil, broker == nil else {
                throw ValidationError("--to-scenario reads a recording: leave --base-url and --broker out")
            }
            return
        }
        if anonymise { throw ValidationError("--anonymise is for --to-scenario: give that too") }
        if dialect != nil { throw ValidationError("--dialect is for --to-scenario: give that too") }
        guard baseURL != nil, broker != nil, out != nil else {
            throw ValidationError("record needs --base-url, --broker and --out, or --to-scenario")
        }
    }

    func run() async throws {
        do {
            if let toScenario {
                try ScenarioOfRecording(self, folder: toScenario).write()
            } else {
                endProcess(try await RecordStart(self).run())
            }
        } catch let failure as CommandFailure {
            endProcess(failure)
        }
    }

    /// - Throws: `ValidationError`.
    func length() throws -> SimulatedDuration? {
        guard let window else { return nil }
        guard let length = SimulatedDuration(parsing: window), length > .zero else {
            throw ValidationError("--window must be a duration such as 90s, 30m, 12h or 2d, not '\(window)'")
        }
        return length
    }

    /// The zone that a flag names.
    ///
    /// - Throws: ``CommandFailure`` with code 2.
    static func zone(_ name: String) throws -> WorldZone {
        guard let zone = TimeZoneTable.zone(named: name) else {
            throw CommandFailure.usage("--time-zone must be like +08:00 or Europe/Berlin, not '\(name)'")
        }
        return zone
    }

    /// The command as it can be typed again.
    var words: [String] {
        let flags: [(String, String?)] = [
            ("--base-url", baseURL), ("--broker", broker), ("--host", host), ("--port", "\(port)"),
            ("--mqtt-port", "\(mqttPort)"), ("--out", out), ("--tls-cert", tlsCert), ("--tls-key", tlsKey),
            ("--hes-ca", hesCA), ("--broker-ca", brokerCA), ("--time-zone", timeZone), ("--window", window),
        ]
        return ["hes-sim", "record"] + flags.flatMap { name, value in value.map { [name, $0] } ?? [] }
    }
}
