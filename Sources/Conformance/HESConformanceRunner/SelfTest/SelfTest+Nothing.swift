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
                let options = nullDriver(name)
                let run = outcome.runResult(options, isComplete: true) { _ in "" }
                let passed = outcome.results.filter { $0.verdict == .pass || $0.verdict == .warn }.map(\.name)
                finding.lines.append("\(name): \(outcome.told)")
                if !passed.isEmpty { finding.problems.append("\(name) passes \(passed.joined(separator: ", "))") }
                if run.isConformant == true { finding.problems.append("\(name) is said to conform") }
            }
        }
        finding.lines.sort()
        finding.problems.sort()
        return finding
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
