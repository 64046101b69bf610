import ArgumentParser
import HESConformance
import HESContract
import JSON
import SimulationKernel

struct ObserveCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "observe",
        abstract: "Play the HES for a running system that no driver leads, and judge all that it does.",
        discussion: """
            Example: hes-sim conformance observe --http 0.0.0.0:8080 --mqtt 0.0.0.0:1883 --window 30m --report report
            Ctrl-C ends the window early; what was seen is judged.
            Exit codes: 0 every selected MUST held, 1 a failure, 2 usage, 3 incomplete, 4 a fault of the suite.
            """
    )

    @Option(help: ArgumentHelp("Where HTTP listens; port 0 takes any free one.", valueName: "host:port"))
    var http: String

    @Option(help: ArgumentHelp("Where MQTT listens; port 0 takes any free one.", valueName: "host:port"))
    var mqtt: String

    @Option(
        help: ArgumentHelp("How long to observe, such as 30m, in the time of the world's clock.", valueName: "duration")
    )
    var window: String

    @Option(
        help: ArgumentHelp("Scenario file of one tenant. Default: the built-in demo, in real time.", valueName: "file")
    )
    var scenario: String?

    @Option(help: "Seed of every random choice. Default: as the scenario says.")
    var seed: UInt64?

    @Flag(help: "Arm faults of the catalogue's cases one at a time, when their transactions come by themselves.")
    var faults = false

    @Option(
        help: ArgumentHelp(
            "With --faults: a shell command that makes the system act, such as 'curl http://mdm/read?for={case}'.",
            valueName: "command"
        )
    )
    var trigger: String?

    @Option(help: "With --faults: real seconds in which the system's reaction to each fault is watched (1–3600).")
    var reaction = 60

    @Option(
        parsing: .upToNextOption,
        help: ArgumentHelp(
            "OBS-09, 'OBS-1*' or with --faults PUSH-14; several, and may be repeated.",
            valueName: "pattern"
        )
    )
    var select: [String] = []

    @Option(
        help: ArgumentHelp("Write results.json, junit.xml, report.html and the evidence there.", valueName: "dir")
    )
    var report: String?

    func validate() throws {
        try EmptyFlag.refuse(["--select": select.first(where: \.isEmpty)])
        _ = try address(http, of: "--http")
        _ = try address(mqtt, of: "--mqtt")
        _ = try length()
        if trigger != nil, !faults { throw ValidationError("--trigger is for --faults: give that too") }
        guard (1...3600).contains(reaction) else {
            throw ValidationError("--reaction must be from 1 to 3600 seconds, not \(reaction)")
        }
    }

    func run() async throws {
        do {
            endProcess(try await ObserveStart(self).run())
        } catch let failure as CommandFailure {
            endProcess(failure)
        }
    }

    /// - Throws: `ValidationError` that names the flag.
    func address(_ text: String, of flag: String) throws -> HostPort {
        guard let address = HostPort(text) else {
            throw ValidationError("\(flag) must be an address such as 127.0.0.1:8080 or [::1]:0, not '\(text)'")
        }
        return address
    }

    /// - Throws: `ValidationError`.
    func length() throws -> SimulatedDuration {
        guard let length = SimulatedDuration(parsing: window), length > .zero else {
            throw ValidationError("--window must be a duration such as 90s, 30m, 12h or 2d, not '\(window)'")
        }
        return length
    }

    /// The command as it can be typed again.
    var words: [String] {
        var words = ["hes-sim", "conformance", "observe", "--http", http, "--mqtt", mqtt, "--window", window]
        if let scenario { words += ["--scenario", scenario] }
        if let seed { words += ["--seed", "\(seed)"] }
        if faults { words += ["--faults", "--reaction", "\(reaction)"] }
        if let trigger { words += ["--trigger", trigger] }
        for pattern in select { words += ["--select", pattern] }
        return words
    }
}
