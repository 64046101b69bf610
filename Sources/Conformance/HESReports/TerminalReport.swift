package import HESConformance

/// What the terminal shows: a line per case, three more per failure, and a summary that always has all counts.
package struct TerminalReport: Sendable {
    package let hasColours: Bool

    package init(hasColours: Bool) {
        self.hasColours = hasColours
    }

    /// The lines of a judged case, without a final newline.
    package func lines(for result: CaseResult, isExpected: Bool = false) -> String {
        let verdict = result.verdict.rawValue
        let word = coloured(verdict + String(repeating: " ", count: max(0, 14 - verdict.count)), as: result.verdict)
        let cause = result.cause.map { " [\($0.rawValue)]" } ?? ""
        let name = result.name + String(repeating: " ", count: max(0, 10 - result.name.count))
        let why = result.verdict == .notApplicable && !result.reason.isEmpty ? " (\(result.reason))" : ""
        let head = Self.plain("\(name)  \(result.title)\(cause)\(why)\(isExpected ? " (known)" : "")")
        guard !result.isGood || result.verdict == .warn, result.verdict != .notRun else { return "\(word) \(head)" }
        let account = Account(result)
        return [
            "\(word) \(head)", Self.plain("    required  \(account.required)"),
            Self.plain("    did       \(account.did)"),
            Self.plain("    proof     \(account.proof)"),
        ].joined(separator: "\n")
    }

    /// The summary of a run; its last line is the next step.
    package func summary(_ input: ReportInput, reportDirectory: String? = nil) -> String {
        var lines = [
            "", Verdict.allCases.map { count($0, of: input.run) }.joined(separator: ", "), Self.plain(input.claim),
        ]
        if let remark = input.remark { lines.append(remark) }
        if !input.run.stale.isEmpty { lines.append(Self.plain("Stale: \(input.run.stale.joined(separator: ", "))")) }
        if let reportDirectory { lines.append(Self.plain("Reports: \(reportDirectory)/report.html")) }
        lines.append(Self.plain("Next: \(nextStep(input, in: reportDirectory))"))
        return lines.joined(separator: "\n")
    }

    private func nextStep(_ input: ReportInput, in reportDirectory: String?) -> String {
        let run = input.run
        if let canary = run.canary {
            return "\(advice(canary, in: reportDirectory)); hes-sim conformance explain \(canary.caseID)"
        }
        let open = run.cases.filter { !$0.isGood && $0.verdict != .notRun && !run.expected.contains($0.name) }
        if let worst = open.min(by: { $0.verdict < $1.verdict }) {
            return advice(worst, in: reportDirectory) + (worst.reproduce.isEmpty ? "" : "; then \(worst.reproduce)")
        }
        if !run.stale.isEmpty { return "take the stale entries out of the known-failing file" }
        if run.mode == "observe" { return "let things go wrong as well: --faults" }
        guard run.isComplete else {
            let flags = (run.mode == "exec" ? ["--exec"] : []) + input.catalogue.flags
            return "run all cases: hes-sim conformance run \(ShellLine.of(flags + ["--"] + run.command))"
        }
        return "keep it so: run this command with --report in your build"
    }

    private func advice(_ result: CaseResult, in reportDirectory: String?) -> String {
        guard result.verdict == .error else {
            let hint = result.hint.isEmpty ? "look at the three lines above" : result.hint.withoutFullStop
            return "\(result.name): \(hint)"
        }
        let place =
            reportDirectory.map { "look at \($0)/\(result.evidencePath)" } ?? "look at the evidence (--report DIR)"
        return "\(result.name): a fault of the suite, not of the client: \(place) and report it"
    }

    private func count(_ verdict: Verdict, of run: RunResult) -> String {
        let count = run.count(verdict)
        return count == 0 ? "0 \(verdict.rawValue)" : coloured("\(count) \(verdict.rawValue)", as: verdict)
    }

    private func coloured(_ text: String, as verdict: Verdict) -> String {
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

    /// The text on one line, without control characters or any that turn the direction of text.
    ///
    /// Output of a client must not control the terminal.
    package static func plain(_ text: String) -> String {
        var safe = ""
        for scalar in text.unicodeScalars {
            let isControl =
                scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value) || (0x202A...0x202E).contains(scalar.value)
                || (0x2066...0x2069).contains(scalar.value)
            safe.unicodeScalars.append(isControl && scalar != "\n" ? "\u{FFFD}" : scalar)
        }
        return safe.replacing("\n", with: " ")
    }
}

extension String {
    var withoutFullStop: String { hasSuffix(".") ? String(dropLast()) : self }
}
