import HESConformance
import HESReports
import HESScenario
import HESVerification

/// What a recording says of both sides: the client by the invariants of an observation, the HES by the rules of the contract.
struct RecordingVerdict {
    let client: [CaseResult]
    let hes: RecordedHES
    /// Whether the HES never answered, and was away at least once.
    let isUnreached: Bool

    init(_ events: [EvidenceEvent]) {
        client = Observation.judge(events, for: InvariantCatalogue.all.map(\.id))
        // A recording of an older version may name a zone that this one does not have.
        let zone = Evidence.header(of: events).flatMap { TimeZoneTable.zone(named: $0.timeZone) }
        hes = RecordedHES(events, in: zone)
        isUnreached = events.contains(where: \.tellsHESAway) && !events.contains(where: \.isAnswer)
    }

    /// The client's first.
    var results: [CaseResult] { client + hes.results(evidence: Observation.name) }

    /// 0, 1 when the HES broke a rule, or 3 when it was never reached; what the client did is no matter of the exit code.
    var exitCode: Int32 { hes.isBroken ? 1 : isUnreached ? 3 : 0 }

    /// What is printed, with a newline at its end.
    func text(hasColours: Bool) -> String {
        let terminal = TerminalReport(hasColours: hasColours)
        let lines = client.map { terminal.lines(for: $0) + "\n" }.joined()
        let broken = hes.rules.filter(\.isBroken).map { "\($0.id) (\($0.clause))" }
        let none = isUnreached ? "The HES was never reached." : "The HES broke none of them."
        let told = broken.isEmpty ? none : "The HES broke \(broken.joined(separator: ", "))."
        return "Client\n\(lines)\nHES\n\(RuleTable.text(hes.rules))\n\(told)\n"
    }
}

extension EvidenceEvent {
    /// As the proxy words it.
    fileprivate var tellsHESAway: Bool {
        guard case .broker(let remark) = kind else { return false }
        return remark.what.hasPrefix("the HES ") && remark.what.contains(" was not reached")
    }

    fileprivate var isAnswer: Bool {
        if case .httpReply(let reply) = kind { reply.status > 0 } else { false }
    }
}
