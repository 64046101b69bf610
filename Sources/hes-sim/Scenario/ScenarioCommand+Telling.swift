import ArgumentParser
import Foundation
import HESScenario
import HESServer

extension ScenarioCommand {
    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "list",
            abstract: "Name the shipped scenarios with one line each.",
            discussion: "Example: hes-sim scenario list"
        )

        @Option(
            help: "Where the scenarios are. Default: the nearest folder 'scenarios', from here or from the program up."
        )
        var directory: String?

        func run() throws {
            guard let folder = directory ?? ShippedScenarios.folder else {
                endProcess(CommandFailure.usage("no folder 'scenarios' is near; name it with --directory"))
            }
            let files = ShippedScenarios.files(in: folder)
            guard !files.isEmpty else { endProcess(CommandFailure.usage("no scenario is in '\(folder)'")) }
            let width = files.map(\.count).max() ?? 0
            for file in files {
                let description = ShippedScenarios.description(of: folder + "/" + file)
                print(file.padding(toLength: width + 2, withPad: " ", startingAt: 0) + description)
            }
        }
    }

    struct Explain: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "explain",
            abstract: "Say in sentences who is there, what goes wrong, and when.",
            discussion: "Example: hes-sim scenario explain scenarios/bad-evening.json"
        )

        @Argument(help: "Scenario files.")
        var files: [String]

        @Option(
            help: ArgumentHelp("What holds at this wall-clock time, or '+10m' after the start.", valueName: "instant")
        )
        var at: String?

        @Flag(help: "Draw the week from the start, a row for each rule.")
        var timeline = false

        @Flag(help: "With --at: as JSON, for programs.")
        var json = false

        func validate() throws {
            if json, at == nil { throw ValidationError("--json needs --at") }
            if timeline, at != nil { throw ValidationError("--timeline and --at are two questions: ask one") }
        }

        func run() throws {
            do {
                for scenario in try ScenarioFiles.read(files, seed: nil) {
                    for line in try lines(of: scenario) { print(line) }
                }
            } catch let failure as CommandFailure {
                endProcess(failure)
            }
        }

        private func lines(of scenario: Scenario) throws -> [String] {
            if timeline { return scenario.timeline }
            guard let at else { return scenario.explanation }
            let lines = json ? scenario.explanationJSON(at: at).map { [$0] } : scenario.explanation(at: at)
            guard let lines else {
                throw CommandFailure.usage("--at takes 'YYYY-MM-DD HH:mm:ss' or '+10m', not '\(at)'")
            }
            return lines
        }
    }
}

/// The scenario files that are shipped with the program.
private enum ShippedScenarios {
    static var folder: String? {
        let here = FileManager.default.currentDirectoryPath
        let program = URL(fileURLWithPath: CommandLine.arguments[0]).resolvingSymlinksInPath()
        return nearest(from: URL(fileURLWithPath: here)) ?? nearest(from: program.deletingLastPathComponent())
    }

    static func files(in folder: String) -> [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return names.filter { $0.hasSuffix(".json") && !$0.hasSuffix(".schema.json") }.sorted()
    }

    /// The description in the file; a note if the file is no valid scenario.
    static func description(of file: String) -> String {
        guard let bytes = try? ScenarioFiles.contents(of: file),
            let scenario = Scenario.read(bytes, file: file, now: WallClock.now).scenario
        else { return "(not a valid scenario: see 'hes-sim scenario check')" }
        return scenario.description
    }

    private static func nearest(from start: URL) -> String? {
        var folder = start
        while folder.path != "/" {
            let candidate = folder.appendingPathComponent("scenarios").path
            if !files(in: candidate).isEmpty { return candidate }
            folder = folder.deletingLastPathComponent()
        }
        return nil
    }
}
