import ArgumentParser
import HESScenario
import HESServer

extension ScenarioCommand {
    struct Difference: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "diff",
            abstract:
                "Say in sentences what differs between two scenarios; exit 0 if nothing does, 1 if something, 2 usage.",
            discussion: """
                Compares what the files say with their includes and recipes, not how they say it.

                Example: hes-sim scenario diff scenarios/demo.json my-scenario.json
                """
        )

        @Argument(help: "Scenario file, or - for standard input.")
        var first: String

        @Argument(help: "Scenario file, or - for standard input.")
        var second: String

        func run() throws {
            do {
                if first == "-", second == "-" { throw CommandFailure.usage("standard input can be read only once") }
                let documents = try [first, second].map { file in
                    let document = ScenarioDocument(
                        try ScenarioFiles.contents(of: file),
                        file: file,
                        parts: .beside(file)
                    )
                    let reading = document.read(now: WallClock.now)
                    guard reading.scenario != nil, let whole = document.whole else {
                        for diagnostic in reading.diagnostics { StandardError.write(diagnostic.description) }
                        throw CommandFailure(code: 2, message: "")
                    }
                    return whole
                }
                let difference = ScenarioDifference(documents[0], with: documents[1], names: (first, second))
                for sentence in difference.sentences { print(sentence) }
                if !difference.sentences.isEmpty { endProcess(1) }
            } catch let failure as CommandFailure {
                endProcess(failure)
            }
        }
    }
}
