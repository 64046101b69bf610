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
            help: "A folder with scenarios of your own. Default: those in the program."
        )
        var directory: String?

        func run() throws {
            let files = scenarios()
            guard let width = files.map(\.name.count).max() else {
                endProcess(CommandFailure.usage("no scenario is in '\(directory ?? "")'"))
            }
            for (name, bytes) in files {
                let description = Self.description(of: bytes, file: name)
                print(name.padding(toLength: width + 2, withPad: " ", startingAt: 0) + description)
            }
        }

        /// The bytes are nil for a file that cannot be read.
        private func scenarios() -> [(name: String, bytes: [UInt8]?)] {
            guard let directory else { return ScenarioParts.shippedFiles.map { ($0.name, $0.bytes) } }
            // A folder that cannot be read has none.
            let names = (try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []
            return names.filter { $0.hasSuffix(".json") && !$0.hasSuffix(".schema.json") }.sorted().map {
                ($0, try? ScenarioFiles.contents(of: directory + "/" + $0))
            }
        }

        /// The description in the file; a note if the file is no valid scenario or cannot be read.
        private static func description(of bytes: [UInt8]?, file: String) -> String {
            guard let bytes else { return "(cannot be read)" }
            guard let scenario = Scenario.read(bytes, file: file, now: WallClock.now).scenario else {
                return "(not a valid scenario: see 'hes-sim scenario check')"
            }
            return scenario.description
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
            if scenario.isBeyondReach(at) {
                throw CommandFailure.usage("--at must be within ten years of the scenario's start, not '\(at)'")
            }
            let lines = json ? scenario.explanationJSON(at: at).map { [$0] } : scenario.explanation(at: at)
            guard let lines else {
                throw CommandFailure.usage("--at takes 'YYYY-MM-DD HH:mm:ss' or '+10m', not '\(at)'")
            }
            return lines
        }
    }
}
