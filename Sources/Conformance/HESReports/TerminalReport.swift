package import HESConformance

/// What the terminal shows: a line per case, three more per failure, and a summary that always has all counts.
package struct TerminalReport: Sendable {
    package let hasColours: Bool

    package init(hasColours: Bool) {
        self.hasColours = hasColours
    }

    /// As soon as a case was judged; lines without a final newline.
    package func lines(for result: CaseResult, isExpected: Bool = false) -> String {
        let verdict = result.verdict.rawValue
        let word = coloured(verdict + String(repeating: " ", count: max(0, 14 - verdict.count)), result.verdict)
        let cause = result.cause.map { " [\($0.rawValue)]" } ?? ""
        let name = result.name + String(repeating: " ", count: max(0, 10 - result.name.count))
        let why = result.verdict == .notApplicable && !result.reason.isEmpty ? " (\(result.reason))" : ""
        let head = plain("\(name)  \(result.title)\(cause)\(why)\(isExpected ? " (known)" : "")")
        guard !result.isGood || result.verdict == .warn, result.verdict != .notRun else { return "\(word) \(head)" }
        let account = Account(result)
        return [
            "\(word) \(head)", plain("    required  \(account.required)"), plain("    did       \(account.did)"),
            plain("    proof     \(account.proof)"),
        ].joined(separator: "\n")
    }

    /// Ends with the one next step.
    package func summary(_ input: ReportInput, reportDirectory: String? = nil) -> String {
        var lines = ["", Verdict.allCases.map { count($0, input.run) }.joined(separator: ", "), plain(input.claim)]
        if !input.run.stale.isEmpty { lines.append(plain("Stale: \(input.run.stale.joined(separator: ", "))")) }
        if let reportDirectory { lines.append(plain("Reports: \(reportDirectory)/report.html")) }
        lines.append(plain("Next: \(nextStep(input.run))"))
        return lines.joined(separator: "\n")
    }

    private func nextStep(_ run: RunResult) -> String {
        let open = run.cases.filter { !$0.isGood && $0.verdict != .notRun && !run.expected.contains($0.name) }
        if let worst = open.min(by: { $0.verdict < $1.verdict }) {
            let hint = worst.hint.isEmpty ? "look at the three lines above" : worst.hint
            return "\(worst.name): \(hint)" + (worst.reproduce.isEmpty ? "" : "; then \(worst.reproduce)")
        }
        if !run.stale.isEmpty { return "take the stale entries out of the known-failing file" }
        guard run.isComplete else {
            return "run all cases: hes-sim conformance run -- \(run.command.joined(separator: " "))"
        }
        return "keep it so: run this command with --report in your build"
    }

    private func count(_ verdict: Verdict, _ run: RunResult) -> String {
        let count = run.count(verdict)
        return count == 0 ? "0 \(verdict.rawValue)" : coloured("\(count) \(verdict.rawValue)", verdict)
    }

    private func coloured(_ text: String, _ verdict: Verdict) -> String {
        guard hasColours else { return text }
        let code =
            switch verdict {
            case .pass: "32"
            case .warn, .inconclusive: "33"
            case .fail, .unimplemented: "31"
            case .error: "35"
            case .notApplicable, .notRun: "2"
            }
        return "\u{1B}[\(code)m\(text)\u{1B}[0m"
    }

    /// On one line, and without control characters: what a client says must not steer the terminal.
    private func plain(_ text: String) -> String {
        var safe = ""
        for scalar in text.unicodeScalars {
            let isControl = scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value)
            safe.unicodeScalars.append(isControl && scalar != "\n" ? "\u{FFFD}" : scalar)
        }
        return safe.replacing("\n", with: " ")
    }
}
