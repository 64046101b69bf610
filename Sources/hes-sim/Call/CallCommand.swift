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
            One call is one call: it is not repeated if its answer or result is lost, and nothing else is read instead.
            Only history asks for all its pages. The defaults are those of 'hes-sim serve' with its demo world; the HES_* variables of the environment and
            then the flags say otherwise.

            Example: hes-sim call readSingle --meters 202407100001 --cgcode 5069
            Example: hes-sim call historyFrozen --meters 202407100001 --cgcode 1 --start 2024-07-01 --end 2024-07-11
            Example: hes-sim call relay --meters 202407100001 --mode open --json
            Example: hes-sim call readSingle --meters 202407100001 --cgcode 5069 --advance 10m
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

    @Option(
        help: ArgumentHelp(
            "Advance the simulator's clock by this much once the call is accepted.",
            valueName: "duration"
        )
    )
    var advance: String?

    @Flag(help: "Print one JSON object instead of a table.")
    var json = false

    /// Ends with exit code 0 for a complete result, 1 for any other outcome, 2 for a usage error.
    func run() async throws {
        do {
            let call = try subject.call(Self.endpoint(named: endpoint))
            var configuration = try target.configuration()
            configuration.recovers = false
            configuration.advance = try advance.map(Self.duration)
            if advance == nil { configuration.onStandingClock = Self.noteStandingClock(of: configuration.baseURL) }
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

    /// Says once on standard error what a waiting user has to do.
    private static func noteStandingClock(of baseURL: String) -> @Sendable () -> Void {
        let hint = OneTime {
            StandardError.write(
                """
                hes-sim: the simulator's clock stands still, so the result does not come by itself: call with --advance 10m, or \
                POST \(baseURL)/_sim/clock {"advance":"10m"} or {"mode":"auto"} moves it
                """
            )
        }
        return { hint.perform() }
    }

    private func note(of result: OperationReport) -> String {
        let missing = (result.missing ?? []).map(\.devAddr)
        let lack = missing.isEmpty ? nil : "the HES brought no row of \(missing.joined(separator: ", "))"
        return CallPrint.word(for: result.outcome) + ((result.note ?? lack).map { ": \($0)" } ?? "")
    }

    private static func duration(_ text: String) throws -> SimulatedDuration {
        guard let duration = SimulatedDuration(parsing: text), duration > .zero else {
            throw CommandFailure.usage("--advance must be a duration such as 90s, 10m or 2h, not '\(text)'")
        }
        return duration
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
