import ArgumentParser
import HESClientDriver
import HESConformance
import HESConformanceRunner
import HESContract
import HESScenario
import JSON

struct RunCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Start a client and judge it case by case.",
        discussion: """
            Example: hes-sim conformance run --report report -- python3 driver.py
            Exit codes: 0 every selected MUST passed, 1 a failure, 2 usage, 3 incomplete, 4 a fault of the suite.
            """
    )

    @Flag(help: "The client is one process that speaks JSON Lines (the default).")
    var driver = false

    @Flag(help: "The client is one process per operation.")
    var exec = false

    @Option(
        parsing: .upToNextOption,
        help: ArgumentHelp("Cases such as READ-01 or 'TOKEN-*'; several, and may be repeated.", valueName: "pattern")
    )
    var select: [String] = []

    @Option(help: "must or should: cases of this level only.")
    var level: String?

    @Option(
        help: ArgumentHelp("Only under this dialect pack. Default: every pack that a case asks for.", valueName: "name")
    )
    var pack: String?

    @OptionGroup var catalogue: CatalogueOption

    @Option(help: "Clients at work at the same time.")
    var jobs = 6

    @Option(
        help: ArgumentHelp("Failures that are known: they still run, and do not fail the build.", valueName: "file")
    )
    var knownFailing: String?

    @Option(help: ArgumentHelp("Write such a file of what fails now.", valueName: "file"))
    var writeKnownFailing: String?

    @Option(
        help: ArgumentHelp("Write results.json, junit.xml, report.html and the evidence there.", valueName: "dir")
    )
    var report: String?

    @Option(help: "What every real wait is multiplied by, for slow machines.")
    var timeScale = 1.0

    @Option(help: "Seed of every random choice.")
    var seed: UInt64 = 1

    @Flag(help: "Do not tell the client which case it is.")
    var blind = false

    @Argument(parsing: .postTerminator, help: "The client under test, after '--'.")
    var command: [String] = []

    func validate() throws {
        try EmptyFlag.refuse(["--select": select.first(where: \.isEmpty)])
        if driver, exec { throw ValidationError("--driver and --exec exclude each other") }
        if command.isEmpty {
            throw ValidationError(
                "say after '--' how to start the client: hes-sim conformance run -- python3 driver.py"
            )
        }
        if let level, Level(rawValue: level) == nil {
            throw ValidationError("--level must be must or should, not '\(level)'")
        }
        guard (1...64).contains(jobs) else { throw ValidationError("--jobs must be from 1 to 64, not \(jobs)") }
        guard timeScale > 0, timeScale <= 100 else {
            throw ValidationError("--time-scale must be above 0 and at most 100, not \(timeScale)")
        }
        guard seed <= UInt64(Int64.max) else { throw ValidationError("--seed must be at most \(Int64.max)") }
        let packs = DialectCatalogue.packs.map(\.name)
        if let pack, !packs.contains(pack) {
            let hint = Suggestion.hint(for: pack, among: packs)
            throw ValidationError(
                "there is no dialect pack '\(pack)'; \(hint ?? "there are " + packs.joined(separator: ", "))"
            )
        }
    }

    func run() async throws {
        do {
            endProcess(try await SuiteStart(self).run())
        } catch let failure as CommandFailure {
            endProcess(failure)
        }
    }

    var selection: Selection {
        Selection(patterns: select, level: level.flatMap(Level.init(rawValue:)), pack: pack)
    }

    var options: RunOptions {
        RunOptions(
            mode: exec ? .exec : .driver,
            command: ClientCommand(program: command[0], arguments: Array(command.dropFirst())),
            jobs: jobs,
            seed: seed,
            catalogue: catalogue.version,
            isBlind: blind,
            timeScale: timeScale
        )
    }

    /// The command that runs the case of `result` alone.
    func reproducing(_ result: CaseResult) -> String {
        let mode = exec ? " --exec" : ""
        let seed = seed == 1 ? "" : " --seed \(seed)"
        let version = catalogue.version.flags.map { " \($0)" }.joined()
        let selection = "--select \(result.caseID) --pack \(result.pack)"
        return "hes-sim conformance run\(mode)\(version)\(seed) \(selection) -- \(ShellLine.of(command))"
    }
}
