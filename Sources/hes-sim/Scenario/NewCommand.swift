import ArgumentParser
import Foundation
import HESScenario
import HESSimulation
import JSON

extension ScenarioCommand {
    struct New: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "new",
            abstract: "Write a scenario file with notes, from the answers to six questions.",
            discussion: """
                On a terminal it asks for what no flag gives; otherwise the defaults hold. It replaces no file.

                Example: hes-sim scenario new my-scenario.json --name evening --dcus 2 --meters 50 --link plc
                """
        )

        @Argument(help: "The file to write, or - for standard output.")
        var file: String

        @Option(help: "The scenario's name. Default: the file's.")
        var name: String?

        @Option(help: "How many DCUs, 1 to 1000. Default: 2.")
        var dcus: Int?

        @Option(help: "How many meters behind each, 1 to 1000000. Default: 50.")
        var meters: Int?

        @Option(help: "By which the DCUs reach them: plc, hplc, rf, cellular or instant. Default: plc.")
        var link: String?

        @Option(help: "Shipped scenario whose rules go wrong here, or none. Default: none.")
        var recipe: String?

        @Option(help: "Clock: real, manual, auto, or a factor such as x60. Default: auto.")
        var clock: String?

        func run() throws {
            do {
                try write(try answers().document.prettyPrinted)
            } catch let failure as CommandFailure {
                endProcess(failure)
            }
        }

        private func answers() throws -> NewScenario {
            let usual =
                file == "-" ? "my-scenario" : URL(fileURLWithPath: file).deletingPathExtension().lastPathComponent
            return NewScenario(
                name: try answer("What is it called?", flag: "--name", given: name, usual: usual) {
                    $0.isEmpty ? nil : $0
                },
                dcus: try answer("How many DCUs?", flag: "--dcus", given: dcus.map(String.init), usual: "2") {
                    Int($0).flatMap { (1...1000).contains($0) ? $0 : nil }
                },
                meters: try answer(
                    "How many meters behind each?",
                    flag: "--meters",
                    given: meters.map(String.init),
                    usual: "50"
                ) {
                    Int($0).flatMap { (1...1_000_000).contains($0) ? $0 : nil }
                },
                link: try linkAnswer(),
                recipe: try recipeAnswer(),
                clock: try answer(
                    "How does time run (real, manual, auto, x60)?",
                    flag: "--clock",
                    given: clock,
                    usual: "auto",
                    words: ["real", "manual", "auto"]
                ) {
                    ClockMode(parsing: $0) == nil ? nil : $0
                }
            )
        }

        private func linkAnswer() throws -> String {
            let links = Link.allCases.map(\.rawValue)
            let question = "By what are they read (\(links.joined(separator: ", ")))?"
            return try answer(question, flag: "--link", given: link, usual: "plc", words: links) {
                links.contains($0) ? $0 : nil
            }
        }

        private func recipeAnswer() throws -> String {
            let recipes = ScenarioParts.shippedNames.filter(NewScenario.hasRules)
            let question = "What goes wrong (a name of 'scenario list' that has rules, or none)?"
            return try answer(question, flag: "--recipe", given: recipe, usual: "none", words: recipes) {
                $0 == "none" || recipes.contains($0) ? $0 : nil
            }
        }

        /// What the flag gives, or the user answers, or is usual; a terminal is asked again after an answer that is none.
        private func answer<Value>(
            _ question: String,
            flag: String,
            given: String?,
            usual: String,
            words: [String] = [],
            read: (String) -> Value?
        ) throws -> Value {
            if let given {
                if let value = read(given) { return value }
                let hint = Suggestion.nearest(to: given, among: words).map { "; did you mean '\($0)'?" } ?? ""
                throw CommandFailure.usage("\(flag): '\(given)' is no answer to: \(question)\(hint)")
            }
            guard isatty(STDIN_FILENO) == 1, let value = read(usual) else {
                if let value = read(usual) { return value }
                throw CommandFailure.usage("\(question) Give it as a flag")
            }
            while true {
                StandardError.write("\(question) [\(usual)]")
                guard let line = readLine(), !line.isEmpty else { return value }
                if let value = read(line) { return value }
            }
        }

        private func write(_ bytes: [UInt8]) throws {
            guard file != "-" else { return StandardOutput.write(bytes) }
            do {
                try Data(bytes).write(to: URL(fileURLWithPath: file), options: .withoutOverwriting)
            } catch {
                throw CommandFailure.usage("cannot write '\(file)': \(error.fileReason)")
            }
            StandardError.write("Wrote \(file). Next: hes-sim scenario explain \(file)")
        }
    }
}
