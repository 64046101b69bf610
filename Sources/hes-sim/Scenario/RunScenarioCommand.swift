import ArgumentParser
import HESContract
import HESRuntime
import HESServer
import HESSimulation

struct RunScenarioCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Serve a scenario while a client runs; say what it met and missed; end with its exit code.",
        discussion: """
            The client's environment has HES_BASE_URL, HES_MQTT_HOST, HES_MQTT_PORT, HES_TENANT, HES_USERNAME,
            HES_PASSWORD, HES_SECRET_KEY, HES_TIME_ZONE and HES_CONTROL, of the scenario's first tenant, and
            HES_MQTT_USERNAME and HES_MQTT_PASSWORD if its broker asks for a login. It is a line for the shell. A signal is
            passed on to it and to all that it started, which have ten seconds to end, or until the next signal. What it
            leaves in the background is ended with it.
            Exit codes: the client's; 128 and the signal's number if a signal ended it; 127 if it cannot be started; 2
            for a scenario that is no good.

            Example: hes-sim scenario run scenarios/bad-evening.json --client 'python3 collect.py --once'
            """
    )

    @Argument(help: "Scenario file, or - for standard input.")
    var file: String

    @Option(help: ArgumentHelp("How the shell starts the client.", valueName: "command"))
    var client: String

    @Option(
        help: ArgumentHelp(
            "real, manual, auto (leaps to what is awaited), or a factor such as x60.",
            valueName: "mode"
        )
    )
    var clock = "auto"

    @Option(help: "Seed of every random choice. Default: as the scenario says.")
    var seed: UInt64?

    @Option(help: "HTTP port; 0 takes any free one.")
    var port = 0

    @Option(help: "Port for MQTT clients; 0 takes any free one.")
    var mqttPort = 0

    func validate() throws {
        if client.allSatisfy(\.isWhitespace) { throw ValidationError("--client is empty: say how to start the client") }
        _ = try serveCommand()
    }

    func run() async throws {
        do {
            let launch = try Launch(try serveCommand())
            let client = client
            let code = try await launch.run { server, addresses in
                guard let world = server.simulator.worlds.first else {
                    throw CommandFailure.failed("there is no world")
                }
                let code = try await ClientRun(command: client, world: world, addresses: addresses).exitCode()
                // What is due and acknowledged late would be missed in the summary.
                world.runDue()
                for world in server.simulator.worlds {
                    let summary = world.read { headEnd, _ in
                        RunSummary(
                            tenantCode: headEnd.configuration.tenantCode,
                            entries: headEnd.journal.entries(from: 1),
                            isTruncated: headEnd.journal.isTruncated(from: 1),
                            rules: headEnd.configuration.faults.map(\.id)
                        )
                    }
                    StandardOutput.write(summary.text + "\n")
                }
                if code == 127 {
                    StandardError.write("hes-sim: the client could not be started, or ended with 127: \(client)")
                }
                return code
            }
            endProcess(code)
        } catch let failure as CommandFailure {
            endProcess(failure)
        }
    }

    private func serveCommand() throws -> ServeCommand {
        var flags = ["--scenario", file, "--clock", clock, "--port", "\(port)", "--mqtt-port", "\(mqttPort)"]
        if let seed { flags += ["--seed", "\(seed)"] }
        return try ServeCommand.of(flags)
    }
}
