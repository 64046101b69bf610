import HESVerification

/// What a run prints at its end.
struct FindingsTable {
    let findings: Findings

    var text: String {
        let switches = findings.switches.map(line).joined()
        let rules = RuleTable.text(findings.rules)
        return "\nDialect\n\(switches)\nContract\n\(rules)\n\(leftBehind)\(summary)\n"
    }

    private func line(_ finding: SwitchFinding) -> String {
        let head = "  \(column(finding.key, width: 23))"
        switch finding.outcome {
        case .observed(let value):
            let mark = value == finding.values[0] ? "" : " (not the default)"
            return "\(head) \(value)\(mark)\(proof(finding))\n"
        case .narrowed(let values):
            return "\(head) \(values.joined(separator: " or ")), not \(finding.ruledOut.joined(separator: ", "))"
                + "\(proof(finding))\n  \(column("", width: 23)) \(finding.missing)\n"
        case .notObserved(let why): return "\(head) not observed: \(why)\n"
        case .unlisted(let what):
            return "\(head) no listed value\(what.isEmpty ? "" : ": \(what)") #\(numbers(finding.events))\n"
        case .contradicted(let what): return "\(head) FITS NO VALUE: \(what) #\(numbers(finding.events))\n"
        }
    }

    private func proof(_ finding: SwitchFinding) -> String {
        finding.seen.isEmpty ? "" : ": \(finding.seen) #\(numbers(finding.events))"
    }

    private func numbers(_ events: [Int]) -> String { RuleTable.numbers(events) }

    private var leftBehind: String {
        findings.leftBehind.map { "NOT PUT BACK: \($0)\n" }.joined()
    }

    private var summary: String {
        let broken =
            findings.rules.filter(\.isBroken).map(\.clause) + findings.switches.filter(\.isContradicted).map(\.clause)
        let counts = "\(findings.observedCount) of \(findings.switches.count) switches observed"
        if !broken.isEmpty {
            return "\(counts). Something fits no reading of the document: \(broken.joined(separator: ", "))."
        }
        if !findings.isEnough { return "\(counts). Too little was seen: \(findings.lacking)." }
        return "\(counts). All that was seen fits the contract in this dialect."
    }
}

/// Rules of the contract, a line each.
enum RuleTable {
    static func text(_ rules: [RuleFinding]) -> String { rules.map(line).joined() }

    /// Of the first events, such as `17 #18`.
    static func numbers(_ events: [Int]) -> String { events.prefix(3).map(String.init).joined(separator: " #") }

    private static func line(_ rule: RuleFinding) -> String {
        let word = rule.isBroken ? "BROKEN" : rule.isHeld ? "held" : "not observed"
        let proof = rule.isBroken ? " #\(numbers(rule.events))" : ""
        return
            "  \(column(rule.id, width: 9)) \(column(rule.clause, width: 8)) \(column(word, width: 12)) \(rule.title)"
            + (rule.isHeld ? "\n" : ": \(rule.seen)\(proof)\n")
    }
}
