import ArgumentParser
import HESContract
import HESScenario
import JSON

@main
struct HesSim: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "hes-sim",
        abstract: "A simulated smart-meter head-end system: HTTP calls in, MQTT pushes out.",
        discussion: """
            Example: hes-sim demo
            Example: hes-sim serve
            Example: hes-sim serve --scenario scenarios/documented-examples.json --clock manual --port 0
            """,
        version: Version.report,
        subcommands: [
            ServeCommand.self, DemoCommand.self, ScenarioCommand.self, DialectCommand.self, MeterCommand.self,
            CallCommand.self, VerifyCommand.self, RecordCommand.self, ReplayCommand.self, StateCommand.self,
            ReferenceClientCommand.self, ConformanceCommand.self, HealthCommand.self,
            DoctorCommand.self,
        ]
    )

    /// Maps the exit code of usage errors to 2; the parser's own is 64.
    static func main() async {
        InitialProcess.takeOver()
        ignoreBrokenPipes()
        StandardError.flushAtExit()
        do {
            var command = try parseAsRoot()
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
        } catch {
            let code = exitCode(for: error)
            let text = fullMessage(for: error)
            if !text.isEmpty { code.isSuccess ? print(text) : StandardError.write(text + hint(for: error)) }
            endProcess(code == .validationFailure ? 2 : code.rawValue)
        }
    }

    /// Suggests the nearest subcommand if the first word names none.
    private static func hint(for error: any Error) -> String {
        let names = configuration.subcommands.compactMap { $0.configuration.commandName }
        guard let word = CommandLine.arguments.dropFirst().first, !word.hasPrefix("-"), !names.contains(word),
            let near = Suggestion.nearest(to: word, among: names)
        else { return "" }
        return "\nDid you mean '\(near)'?"
    }
}
