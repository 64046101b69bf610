import HESContract
import JSON

/// The evidence of a running system that no driver leads, judged by every invariant.
package enum Observation {
    /// Of the file of evidence, and the `case` of its first event.
    package static let name = "OBSERVATION"

    /// What an observation can judge, in the order of the reports.
    package static let ids = InvariantCatalogue.all.map(\.id) + StimulusCatalogue.all.map(\.id)

    /// The results in the order of `ids`, those of invariants and stimuli; other ids have none.
    package static func judge(_ events: [EvidenceEvent], for ids: [String]) -> [CaseResult] {
        let traffic = Traffic(events)
        let flaw = flaw(in: events)
        return ids.compactMap { id in
            let invariant = InvariantCatalogue.all.first { $0.id == id }
            let stimulus = StimulusCatalogue.all.first { $0.id == id }
            guard var result = invariant?.result(on: traffic) ?? stimulus?.result(on: traffic) else { return nil }
            if let flaw { (result.verdict, result.cause, result.reason, result.checks) = (.error, nil, flaw, []) }
            return result
        }
    }

    /// Why evidence cannot be judged; nil if it is whole.
    static func flaw(in events: [EvidenceEvent]) -> String? {
        guard let header = Evidence.header(of: events.prefix(1).map { $0 }) else {
            return "the evidence does not begin with 'case'"
        }
        guard header.caseID == name else { return "the evidence is that of \(header.caseID), not of an observation" }
        if let gap = events.enumerated().first(where: { index, event in event.seq != index + 1 }) {
            return "the evidence has a gap: event \(gap.element.seq) is number \(gap.offset + 1)"
        }
        let error = events.firstValue { event -> String? in
            if case .error(let remark) = event.kind { remark.what } else { nil }
        }
        if let error { return error }
        guard case .end = events.last?.kind else { return "the evidence breaks off: it has no 'end'" }
        return nil
    }

    static func verdict(of finding: Finding, level: Level) -> Verdict {
        switch finding.verdict {
        case .pass: .pass
        case .fail: level == .must ? .fail : .warn
        case .notReached, .notObservable, .notApplicable: .inconclusive
        }
    }
}
