import ArgumentParser
import HESContract
import HESState

struct StateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "state",
        abstract: "Examine the file of serve --state, and save what is sound of a damaged one.",
        discussion: "Example: hes-sim state check worlds.sqlite",
        subcommands: [Check.self, Salvage.self]
    )

    struct Check: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "check",
            abstract: "Print every problem of a state file; exit 1 if there is one.",
            discussion: "Example: hes-sim state check worlds.sqlite"
        )

        @Argument(help: "The file of serve --state; no simulator may have it open.")
        var file: String

        func run() {
            let inspection = StateCommand.opened(file)
            let problems = inspection.problems()
            for problem in problems { print("\(file): \(problem)") }
            if problems.isEmpty {
                let note = inspection.version == 1 ? "; version 1 has no checksums, the next serve adds them" : ""
                print("\(file): sound\(note)")
            } else {
                endProcess(1)
            }
        }
    }

    struct Salvage: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "salvage",
            abstract: "Write a new file with everything before the first damaged input, and say what was left out.",
            discussion: "Example: hes-sim state salvage worlds.sqlite --output saved.sqlite"
        )

        @Argument(help: "The damaged file; it stays as it is.")
        var file: String

        @Option(help: "The new file. [default: FILE.salvaged]")
        var output: String?

        func run() {
            let target = output ?? file + ".salvaged"
            do {
                let salvage = try StateCommand.opened(file).salvage(to: target)
                for problem in salvage.problems { print("\(file): \(problem)") }
                let kept = "\(salvage.worldCount.counted("world")) and \(salvage.inputCount.counted("input")) kept"
                print("\(target): \(kept), \(salvage.lostCount.counted("input")) left out")
            } catch {
                endProcess(StateCommand.failure(error))
            }
        }
    }

    /// A path that cannot be used is a wrong argument here; for `serve` it is a place that is not available.
    fileprivate static func failure(_ error: StateError) -> CommandFailure {
        switch error {
        case .cannotOpen, .noDirectory: .usage("\(error)")
        default: CommandFailure(error)
        }
    }

    fileprivate static func opened(_ file: String) -> StateInspection {
        do {
            return try StateInspection(file)
        } catch {
            endProcess(failure(error))
        }
    }
}
