import HESContract
import HESVerification
import HESVerificationRunner
import Logging
import MQTTClient

/// One run, from the flags to the reports and the exit code.
struct VerifyStart {
    private let command: VerifyCommand
    private let setup: VerificationSetup
    private let probes: [Probe]

    /// - Throws: ``CommandFailure`` naming the flag that is wrong.
    init(_ command: VerifyCommand) throws {
        self.command = command
        setup = try command.setup()
        probes = try VerifyPlan.probes()
    }

    /// - Returns: the exit code.
    func run() async throws -> Int32 {
        if let report = command.report { try VerifyReport.refuseFull(report) }
        tellUntried()
        let subject = try await connected()
        let files: VerifyReport?
        // Made now: a start that fails, or that a signal ends, leaves nothing behind.
        do { files = try command.report.map { try VerifyReport($0) } } catch {
            await subject.close()
            throw error
        }
        let interruption = Interruption(consequence: "what was changed is put back, then the run ends")
        let outcome = try await interruption.watching { [setup, probes] in
            var run = VerificationRun(
                setup,
                probes: probes,
                subject: subject,
                onEvent: { files?.append($0) },
                onProgress: { Self.tell($0) },
                interruption: { interruption.reason }
            )
            return await run.run()
        }
        await subject.close()
        for what in outcome.findings.leftBehind { StandardError.write("NOT PUT BACK: \(what)\n") }
        StandardOutput.write(FindingsTable(findings: outcome.findings).text)
        try files?.write(outcome.findings, of: outcome.talk, setup: setup, events: outcome.events)
        let report = command.report.map { "; the report is in \($0)" } ?? ""
        StandardOutput.write("\(outcome.done.count.counted("probe")), \(outcome.calls.counted("call"))\(report)\n")
        if let why = outcome.stop { StandardOutput.write("The run was broken off: \(why)\n") }
        if let code = interruption.exitCode { return code }
        let code = outcome.findings.exitCode
        return outcome.isUnanswered && code == 0 ? 3 : code
    }

    /// Says which of the changes that were allowed are not tried, as a flag is missing.
    private func tellUntried() {
        for probe in probes where probe.writes {
            let unmet = probe.needs.filter { !setup.allows($0) }
            guard !unmet.isEmpty, !unmet.contains(.writesArchive), !unmet.contains(.writesRelay) else { continue }
            let needs = unmet.map(\.text).joined(separator: ", ")
            StandardError.write("hes-sim: \(probe.id) is not tried (\(probe.title)): it needs \(needs)")
        }
    }

    /// - Throws: ``CommandFailure`` with code 3 for a broker that does not take the connection.
    private func connected() async throws -> NetworkSubject {
        let address = try command.target.address(for: setup)
        let subject: NetworkSubject
        do {
            subject = try NetworkSubject(address, logger: .standardError("verify", level: .error))
        } catch {
            throw CommandFailure.usage("--broker or --ca cannot be used: \(error)")
        }
        do {
            try await subject.connect(within: .seconds(15))
            return subject
        } catch {
            await subject.close()
            throw CommandFailure.unavailable(
                "the broker did not accept the connection: \(error) Nothing was asked of the HES."
            )
        }
    }

    private static func tell(_ progress: VerificationRun<NetworkSubject>.Progress) {
        switch progress {
        case .probe(let probe, let number, let calls, let open):
            let about = open.isEmpty ? "" : " (\(open.prefix(6).joined(separator: ", "))\(open.count > 6 ? ", …" : ""))"
            StandardError.write(
                "\(column("\(number)", width: 3)) \(column(calls.counted("call"), width: 10)) \(probe.title): \(probe.why)\(about)"
            )
        case .stopped(let why): StandardError.write("hes-sim: no more is asked: \(why)")
        }
    }
}
