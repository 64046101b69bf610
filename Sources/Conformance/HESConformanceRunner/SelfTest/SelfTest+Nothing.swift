import HESClientDriver
import HESConformance

extension SelfTest {
    /// Layer 3: drivers that are no clients pass no MUST case.
    package func nullDrivers() async -> Finding {
        var finding = Finding(lines: [], problems: [])
        let musts = cases.filter { $0.level == .must }.map { PlannedCase($0, pack: "default") }
        await withTaskGroup(of: (String, SuiteOutcome).self) { group in
            for driver in NullDriver.allCases {
                group.addTask { (driver.rawValue, await self.play(self.nullDriver(driver.rawValue), cases: musts)) }
            }
            for await (name, outcome) in group {
                finding.lines.append("\(name): \(outcome.told)")
                finding.problems += Self.problems(of: name, in: outcome, options: nullDriver(name))
            }
        }
        finding.lines.sort()
        finding.problems.sort()
        return finding
    }

    /// A driver that was not started, or did not come to a case, proves nothing of it.
    static func problems(of driver: String, in outcome: SuiteOutcome, options: RunOptions) -> [String] {
        func named(_ verdicts: Verdict...) -> String? {
            let names = outcome.results.filter { verdicts.contains($0.verdict) }.map(\.name)
            return names.isEmpty ? nil : names.joined(separator: ", ")
        }
        let run = outcome.runResult(options, isComplete: true) { _ in "" }
        let isStopped = hanging.contains(driver)
        return [
            outcome.startFailure.map { "\(driver) was not started: \($0)" },
            isStopped ? nil : named(.notRun).map { "\(driver) did not come to \($0)" },
            named(.pass, .warn).map { "\(driver) passes \($0)" },
            run.isConformant == true ? "\(driver) is said to conform" : nil,
        ].compactMap(\.self)
    }

    /// Layer 4: with its faults switched off, a case says that they were not delivered, and never passes.
    package func withoutFaults() async -> Finding {
        var finding = Finding(lines: [], problems: [])
        var options = referenceClient([])
        options.isWithoutFaults = true
        let faulty = cases.filter { !$0.requiredRules.isEmpty }
        let outcome = await play(options, cases: faulty.map { PlannedCase($0, pack: "default") })
        for result in outcome.results {
            finding.lines.append("\(result.name): \(result.verdict.rawValue), \(result.reason)")
            guard result.verdict != .error || !result.reason.hasPrefix("fault not delivered") else { continue }
            finding.problems.append("\(result.name) without its faults is \(result.verdict.rawValue): \(result.reason)")
        }
        return finding
    }

    private static let hanging = [NullDriver.hanger, .halfLine].map(\.rawValue)

    private func nullDriver(_ name: String) -> RunOptions {
        var options = RunOptions(
            command: ClientCommand(program: program, arguments: ["conformance", "null-driver", name]),
            jobs: 1,
            seed: Self.seed(of: name),
            catalogue: catalogue,
            timeScale: 0.2
        )
        // Without the canary, so that every case itself must fail the driver. A driver that hangs keeps it, or it would hang
        // in each case.
        options.isWithoutCanary = !Self.hanging.contains(name)
        return options
    }
}

extension SuiteOutcome {
    /// The outcome of a driver that is no client.
    fileprivate var told: String {
        guard let canaryFailure else { return "\(results.count) cases run" }
        return "canary \(canaryFailure.result.verdict.rawValue), \(canaryFailure.result.reason)"
    }
}
