import ArgumentParser
import HESSimulation

struct DemoCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo",
        abstract: "Watch a town's meters: a world with failures, and a collector that reads it all day.",
        discussion: """
            Serves a world of 340 meters sixty times as fast as life, with a story of failures; beside it a collector
            works: it asks history, reads what is missing, compares archives and moves breakers. Ctrl-C ends both with a
            summary that holds the collector's database against the meters; exit code 1 if a difference is unexplained.

            Example: hes-sim demo
            Example: hes-sim demo --quiet-field --days 2 --speed max
            Example: hes-sim demo --story scenarios/bad-evening.json --data readings.sqlite
            """
    )

    @Option(help: ArgumentHelp("Scenario file to tell in place of the built-in story.", valueName: "file"))
    var story: String?

    @Flag(help: "The same world without its faults and events.")
    var quietField = false

    @Option(
        help: ArgumentHelp(
            "How many times as fast as life, up to 3600; or max: the collector moves the clock from task to task.",
            valueName: "factor"
        )
    )
    var speed = "60"

    @Option(help: "HTTP port; 0 takes any free one.")
    var port = 8080

    @Option(help: "Port for MQTT clients; 0 takes any free one. Default: 1883, or any free one if that is taken.")
    var mqttPort: Int?

    @Option(help: ArgumentHelp("Simulated days until it ends by itself, up to 60.", valueName: "days"))
    var days = DemoCommand.mostDays

    @Option(help: ArgumentHelp("Write the collector's database as a SQLite file.", valueName: "file"))
    var data: String?

    @Flag(inversion: .prefixedNo, help: "Log a line for each call and each push to stderr.")
    var logAccess = true

    /// The collector keeps all that it has in memory, which this bounds: about 38 000 values a day of the built-in story.
    static let mostDays = 60
    private static let mostSpeed = 3600.0

    func validate() throws {
        try EmptyFlag.refuse(["--data": data])
        guard mode != nil else {
            throw ValidationError("--speed must be from 0.1 to 3600, or max, not '\(speed)'")
        }
        guard (1...Self.mostDays).contains(days) else {
            throw ValidationError("--days must be from 1 to \(Self.mostDays), not \(days)")
        }
        _ = try serveCommand()
    }

    /// Of the world's clock; nil for a speed that is none.
    private var mode: ClockMode? {
        if speed == "max" { return .manual }
        guard let factor = Double(speed), (0.1...Self.mostSpeed).contains(factor) else { return nil }
        return .scaled(factor)
    }

    func run() async throws {
        do {
            let launch = try Launch(
                try serveCommand(),
                source: ScenarioSource(
                    file: "story.json",
                    bytes: PackageResources.story_json,
                    isQuiet: quietField
                )
            )
            try await DemoRun(days: days, dataFile: data, mode: mode ?? .scaled(60)).run(launch)
        } catch let failure as CommandFailure {
            endProcess(failure)
        }
    }

    /// `serve` with the flags that this command has as well.
    private func serveCommand() throws -> ServeCommand {
        var flags = ["--port", "\(port)", "--clock", "\(mode ?? .scaled(60))"]
        if let mqttPort { flags += ["--mqtt-port", "\(mqttPort)"] }
        if let story { flags += ["--scenario", story] }
        if logAccess { flags.append("--log-access") }
        return try ServeCommand.of(flags)
    }
}
