import Foundation
import HESClientDriver
import HESConformance
import HESConformanceRunner
import HESContract
import HESReports
import HESScenario
import HESServer
import JSON
import Logging
import UnixSignals

/// One observation, from the flags to the reports and the exit code.
struct ObserveStart {
    private let command: ObserveCommand
    /// Of invariants and, with `--faults`, of stimuli.
    private let ids: [String]
    private let terminal = TerminalReport(hasColours: isatty(STDOUT_FILENO) == 1)

    /// - Throws: ``CommandFailure`` with code 2 for a selection that is wrong.
    init(_ command: ObserveCommand) throws {
        self.command = command
        let known = command.faults ? Observation.ids : InvariantCatalogue.all.map(\.id)
        for pattern in command.select where !known.contains(where: { Selection.matches(pattern, id: $0) }) {
            throw CommandFailure.usage("\(Self.unknown(pattern, among: known))")
        }
        ids = known.filter { id in
            command.select.isEmpty || command.select.contains { Selection.matches($0, id: id) }
        }
    }

    private static func unknown(_ pattern: String, among known: [String]) -> String {
        let what = "no invariant is called '\(pattern)'"
        if Observation.ids.contains(where: { Selection.matches(pattern, id: $0) }) { return "\(what) without --faults" }
        let hint = Suggestion.hint(for: pattern.uppercased(), among: known)
        return "\(what); \(hint ?? "there are " + known.joined(separator: ", "))"
    }

    /// - Returns: the exit code.
    func run() async throws -> Int32 {
        let files = try command.report.map { try ReportFolder($0) }
        try await checkTrigger()
        let scenario = try ScenarioFiles.load(command.scenario.map { [$0] } ?? [], seed: command.seed)
        let (events, isFull) = try await observe(scenario)
        if isFull { StandardError.write("hes-sim: the evidence is full after \(ObservationRun.capacity) events") }
        let results = Observation.judge(events, for: ids)
        let run = RunResult(
            client: nil,
            mode: "observe",
            command: command.words,
            seed: Evidence.header(of: events)?.seed ?? 1,
            cases: results,
            isComplete: false
        )
        // The clauses are covered by cases, which an observation does not run.
        var input = Catalogue.reportInput(run, evidence: [Observation.name: events], of: [], catalogue: .latest)
        input.coverage = []
        try files?.write(input)
        for result in results { StandardOutput.write(terminal.lines(for: result) + "\n") }
        StandardOutput.write(terminal.summary(input, reportDirectory: command.report) + "\n")
        return Int32(ExitCode(results).rawValue)
    }

    /// - Throws: ``CommandFailure`` with code 2 for a command that a shell does not find.
    private func checkTrigger() async throws {
        guard let trigger = command.trigger, let word = await TriggerCommand(trigger).missingWord() else { return }
        let what = word.isEmpty ? "--trigger is empty" : "--trigger: '\(word)' is not found"
        throw CommandFailure.usage("\(what); give a command such as 'curl http://mdm/read?for={case}'")
    }

    private var faults: ObservationFaults? {
        guard command.faults else { return nil }
        return ObservationFaults(
            StimulusCatalogue.all.filter { ids.contains($0.id) },
            trigger: command.trigger.map(TriggerCommand.init),
            reaction: command.reaction
        ) { line in
            StandardError.write(TerminalReport.plain(line))
        }
    }

    private func observe(_ scenarios: [ServerScenario]) async throws -> (events: [EvidenceEvent], isFull: Bool) {
        var logger = Logger(label: "hes-sim") { StreamLogHandler.standardError(label: $0) }
        logger.logLevel = .critical
        let (http, mqtt) = (
            try command.address(command.http, of: "--http"), try command.address(command.mqtt, of: "--mqtt")
        )
        guard let scenario = scenarios.first else { throw CommandFailure.usage("there is no scenario") }
        do {
            var plan = ObservationPlan(
                scenario,
                http: (http.host, http.port),
                mqtt: (mqtt.host, mqtt.port),
                window: try command.length()
            )
            plan.faults = faults
            // Trapped before the ports open: a signal that comes as soon as they do must not end the process.
            let signals = await UnixSignalsSequence(trapping: ShutdownSignals.all)
            return try await ObservationRun(plan, logger: logger).run {
                _ = await signals.first { _ in true }
            } onReady: { addresses in
                ObservationReady(scenario.scenario.worlds[0], at: addresses, window: command.window).announce()
            }
        } catch let error as EnvironmentError {
            throw CommandFailure.usage("\(error)")
        } catch let failure as ServerFailure {
            throw CommandFailure(observing: failure)
        }
    }
}

extension CommandFailure {
    /// The message names the flag to change; exit code 3 would say that the observation was incomplete.
    fileprivate init(observing failure: ServerFailure) {
        switch failure {
        case .listener: self = .usage("\(failure) Give another --mqtt, or port 0 for any free one.")
        case .port: self = .usage("\(failure). Give another --http, or port 0 for any free one.")
        default: self.init(code: 4, message: "\(failure)")
        }
    }
}
