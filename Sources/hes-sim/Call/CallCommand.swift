import ArgumentParser
import HESContract
import HESReferenceClient
import HESScenario
import JSON
import Logging
import SimulationKernel

struct CallCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "call",
        abstract: "Make one call by hand, wait for its result, and print it.",
        discussion: """
            The defaults are those of 'hes-sim serve' with its demo world; the HES_* variables of the environment and
            then the flags say otherwise.

            Example: hes-sim call readSingle --meters 202407100001 --cgcode 5069
            Example: hes-sim call historyFrozen --meters 202407100001 --cgcode 1 --start 2024-07-01 --end 2024-07-11
            Example: hes-sim call relay --meters 202407100001 --mode open --json
            """
    )

    @Argument(
        help: ArgumentHelp(Endpoint.allCases.map(\.rawValue).joined(separator: ", ") + ".", valueName: "endpoint")
    )
    var endpoint: String

    @OptionGroup(title: "What is called")
    var subject: CallSubject

    @OptionGroup(title: "Who is called")
    var target: CallTarget

    @Flag(help: "Print one JSON object instead of a table.")
    var json = false

    /// Ends with exit code 0 for a complete result, 1 for any other outcome, 2 for a usage error.
    func run() async throws {
        do {
            let call = try subject.call(Self.endpoint(named: endpoint))
            let configuration = try target.configuration()
            let result = try await ask(call, with: configuration)
            if json {
                StandardOutput.writeLine(CallPrint.json(result))
            } else {
                print(CallPrint.table(result, zone: configuration.zone))
            }
            guard result.outcome == .ok else { throw CommandFailure.failed(note(of: result)) }
        } catch let failure as CommandFailure {
            endProcess(failure)
        }
    }

    private func ask(_ call: Call, with configuration: ClientConfiguration) async throws -> OperationReport {
        let client = try ReferenceClient(configuration, logger: .standardError("call", level: target.logLevel))
        return await withTaskGroup(of: Void.self) { group in
            group.addTask { await client.run() }
            let result = await call.run(client)
            await client.stop()
            return result
        }
    }

    private func note(of result: OperationReport) -> String {
        "\(result.outcome.rawValue)" + (result.note.map { ": \($0)" } ?? "")
    }

    private static func endpoint(named name: String) throws -> Endpoint {
        if let endpoint = Endpoint(rawValue: name) { return endpoint }
        let names = Endpoint.allCases.map(\.rawValue)
        let hint = Suggestion.hint(for: name, among: names)
        throw CommandFailure.usage(
            "no call is named '\(name)'; \(hint ?? "there are \(names.joined(separator: ", "))")"
        )
    }
}

/// A call with its arguments.
struct Call: Sendable {
    let run: @Sendable (ReferenceClient) async -> OperationReport
}
