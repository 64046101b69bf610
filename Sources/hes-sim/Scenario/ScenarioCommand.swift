import ArgumentParser
import Foundation
import HESScenario
import JSON
import SimulationKernel

struct ScenarioCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "scenario",
        abstract: "Work with scenario files.",
        discussion: "Example: hes-sim scenario check scenarios/demo.json",
        subcommands: [
            Check.self, Schema.self, List.self, Explain.self, New.self, Difference.self, RunScenarioCommand.self,
        ]
    )

    struct Check: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "check",
            abstract: "Print every problem of scenario files at once; exit 1 on errors, 2 if a file cannot be read.",
            discussion: "Example: hes-sim scenario check scenarios/*.json"
        )

        @Argument(help: "Scenario files, - for standard input; the schema beside them is passed over.")
        var files: [String]

        func run() async throws {
            var (errorCount, isUnread) = (0, false)
            for file in files where !file.hasSuffix(".schema.json") {
                guard let bytes = try? ScenarioFiles.contents(of: file) else {
                    print("\(file):1:1: error: /: expected a readable file, found none")
                    isUnread = true
                    continue
                }
                let now = SimulatedInstant(milliseconds: Int64(Date().timeIntervalSince1970 * 1000))
                let diagnostics = Scenario.read(bytes, file: file, now: now, parts: .beside(file)).diagnostics
                for diagnostic in diagnostics { print(diagnostic) }
                errorCount += diagnostics.count { $0.severity == .error }
            }
            if isUnread || errorCount > 0 { endProcess(isUnread ? 2 : 1) }
        }
    }

    struct Schema: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "schema",
            abstract: "Print the JSON Schema (draft 2020-12) of scenario files.",
            discussion: "Example: hes-sim scenario schema > scenario.schema.json"
        )

        func run() {
            print(String(decoding: Scenario.schema, as: UTF8.self), terminator: "")
        }
    }
}
