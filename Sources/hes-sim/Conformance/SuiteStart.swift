import Foundation
import HESConformance
import HESConformanceRunner
import HESContract
import HESReports
import JSON
import Logging
import Synchronization

/// One run of the suite, from the flags to the reports and the exit code.
struct SuiteStart {
    private let command: RunCommand
    private let cases: [Case]
    private let known: KnownFailing?
    private let terminal = TerminalReport(hasColours: isatty(STDOUT_FILENO) == 1)

    /// - Throws: ``CommandFailure`` with code 2 for a selection or a file that is wrong.
    init(_ command: RunCommand) throws {
        self.command = command
        let cases = try Catalogue.cases(command.catalogue.version)
        self.cases = cases
        if let idle = command.selection.idlePattern(among: cases) {
            let hint = Suggestion.hint(for: idle.uppercased(), among: cases.map(\.id)).map { "; \($0)" }
            throw CommandFailure.usage("no case is called '\(idle)'\(hint ?? "; see 'hes-sim conformance list'")")
        }
        known = try command.knownFailing.map { path in try Self.readKnownFailing(path, for: cases) }
    }

    /// - Returns: the exit code.
    func run() async throws -> Int32 {
        let planned = command.selection.planned(of: cases)
        guard !planned.isEmpty else { throw CommandFailure.usage(nothingSelected) }
        let files = try command.report.map { try ReportFolder($0) }
        if let path = command.writeKnownFailing { try ReportFolder.checkWritable(path) }
        let interruption = Interruption(consequence: "the clients are ended, and what they did is reported")
        let outcome = try await interruption.watching(cancelling: true) { [self] in try await play(planned) }
        if let reason = outcome.startFailure { throw CommandFailure.usage(reason) }
        let application = known?.apply(to: outcome.results, today: Self.today)
        let result = outcome.runResult(
            command.options,
            isComplete: interruption.reason == nil && command.selection.isComplete(of: cases),
            known: application,
            reproduce: command.reproducing
        )
        let input = Catalogue.reportInput(
            result,
            evidence: outcome.evidence,
            of: cases,
            catalogue: command.catalogue.version
        )
        try files?.write(input)
        if outcome.canaryFailure == nil, interruption.reason == nil { try writeKnownFailing(result) }
        if let canary = outcome.canaryFailure { diagnose(canary) }
        StandardOutput.write(terminal.summary(input, reportDirectory: command.report) + "\n")
        if let reason = interruption.reason { StandardOutput.write("The run was broken off: \(reason)\n") }
        if let code = interruption.exitCode { return code }
        let all = outcome.results + [outcome.canaryFailure?.result].compactMap { $0 }
        return Int32(ExitCode(all, known: application).rawValue)
    }

    private func play(_ planned: [PlannedCase]) async throws -> SuiteOutcome {
        var logger = Logger(label: "hes-sim") { StreamLogHandler.standardError(label: $0) }
        logger.logLevel = .critical
        let broker: SharedBroker
        do {
            broker = try await SharedBroker.start(logger: logger)
        } catch {
            let sentence = "cannot start a broker: \(error)".withPeriod
            throw CommandFailure(code: 4, message: "\(sentence) Is mosquitto installed? See hes-sim doctor.")
        }
        let terminal = terminal
        let (known, today) = (known, Self.today)
        let isExpected: @Sendable (CaseResult) -> Bool = { result in
            known.map { !$0.apply(to: [result], today: today).expected.isEmpty } ?? false
        }
        let suite = SuiteRun(command.options, broker: broker, canary: try Catalogue.canary(), logger: logger) {
            played in
            StandardOutput.write(terminal.lines(for: played.result, isExpected: isExpected(played.result)) + "\n")
        }
        let outcome = await suite.run(planned)
        await broker.stop()
        return outcome
    }

    private var nothingSelected: String {
        guard let pack = command.pack else { return "no case has that level" }
        let packs = Set(cases.flatMap(\.packs)).sorted().joined(separator: ", ")
        return "no selected case runs under the pack '\(pack)'; cases run under \(packs)"
    }

    /// Prints one diagnosis instead of a failure for each case, because the client failed the simplest case.
    private func diagnose(_ canary: PlayedCase) {
        StandardOutput.write("\nThe canary case did not pass, so nothing else counts.\n")
        StandardOutput.write(terminal.lines(for: canary.result) + "\n")
        let errors = canary.events.compactMap { event -> String? in
            if case .driverStderr(let stderr) = event.kind { stderr.line } else { nil }
        }
        for line in errors.suffix(5) { StandardOutput.write("    stderr    \(TerminalReport.plain(line))\n") }
    }

    private func writeKnownFailing(_ result: RunResult) throws {
        guard let path = command.writeKnownFailing else { return }
        let until = Self.day(Date(timeIntervalSinceNow: 90 * 86_400))
        let file = KnownFailing(client: result.client?.name ?? "client", results: result.cases, until: until)
        try ReportFolder.write(file.json.prettyPrinted, to: path)
    }

    private static func readKnownFailing(_ path: String, for cases: [Case]) throws -> KnownFailing {
        let bytes: [UInt8]
        do {
            bytes = Array(try Data(contentsOf: URL(fileURLWithPath: path)))
        } catch {
            throw CommandFailure.usage("cannot read '\(path)': is the path right?")
        }
        do {
            return try KnownFailing(bytes, file: path, cases: cases)
        } catch {
            throw CommandFailure.usage("\(error)")
        }
    }

    private static var today: String { day(Date()) }

    /// `YYYY-MM-DD` in UTC.
    private static func day(_ date: Date) -> String { String(date.ISO8601Format().prefix(10)) }
}
