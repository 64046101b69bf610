import ArgumentParser
import Foundation

struct HealthCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "health",
        abstract: "Ask a running simulator whether it is ready; exit 0 if it is, 1 if not.",
        discussion: """
            For the health checks of containers and scripts: one question, one line, two seconds at most. Of HTTPS the
            certificate is not checked.

            Example: hes-sim health
            Example: hes-sim health --url http://127.0.0.1:9090
            """
    )

    @Option(help: ArgumentHelp("The simulator, as 'http' of its ready line has it.", valueName: "url"))
    var url = "http://127.0.0.1:8080"

    func validate() throws {
        guard let parsed = URL(string: url), ["http", "https"].contains(parsed.scheme ?? ""), parsed.host() != nil
        else {
            throw ValidationError("--url must be like http://127.0.0.1:8080, not '\(url)'")
        }
    }

    func run() async {
        let question = HealthQuestion(url)
        switch await question.ask() {
        case .ready: print("ready")
        case .notReady(let why): endProcess(.failed("\(question.base) is not ready: \(why)"))
        }
    }
}
