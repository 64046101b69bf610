import ArgumentParser
import HESClientDriver
import HESConformance
import HESConformanceRunner
import Logging

struct ConformanceRunCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Start a client and judge it case by case.",
        discussion: "Example: hes-sim conformance run --report report -- python3 driver.py"
    )

    @Flag(help: "The client is one process that speaks JSON Lines (the default).")
    var driver = false

    @Flag(help: "The client is one process per operation.")
    var exec = false

    @Option(
        parsing: .singleValue,
        help: ArgumentHelp("Cases such as READ-01 or TOKEN-*; may be repeated.", valueName: "pattern")
    )
    var select: [String] = []

    @Option(help: "must or should: cases of this level only. Default: all.")
    var level: String?

    @Option(
        help: ArgumentHelp("Only under this dialect pack. Default: every pack that a case asks for.", valueName: "name")
    )
    var pack: String?

    @Option(help: "Clients at work at the same time.")
    var jobs = 4

    @Option(help: "Seed of every random choice.")
    var seed: UInt64 = 1

    @Option(help: "What every real wait is multiplied by, for slow machines.")
    var timeScale = 1.0

    @Flag(help: "Do not tell the client which case it is.")
    var blind = false

    @Argument(parsing: .postTerminator, help: "The client under test, after '--'.")
    var command: [String] = []

    func run() async throws {
        var logger = Logger(label: "conformance") { StreamLogHandler.standardError(label: $0) }
        logger.logLevel = .error
        let broker = try await SharedBroker.start(logger: logger)
        let cases = try CaseCatalogue.load()
        let options = RunOptions(
            mode: exec ? .exec : .driver,
            command: ClientCommand(program: command[0], arguments: Array(command.dropFirst())),
            jobs: jobs,
            seed: seed,
            isBlind: blind,
            timeScale: timeScale
        )
        let run = SuiteRun(options, broker: broker, canary: try CaseCatalogue.loadCanary(), logger: logger) { played in
            print("\(played.result.name) \(played.result.verdict) \(played.result.reason) \(played.elapsed)")
        }
        let planned = cases.flatMap { testCase in testCase.packs.map { PlannedCase(testCase, pack: $0) } }
        let outcome = await run.run(planned)
        if let canary = outcome.canaryFailure {
            print("canary: \(canary.result.verdict) \(canary.result.reason)")
            for event in canary.events { print(String(decoding: event.line, as: UTF8.self)) }
        }
        await broker.stop()
    }
}
