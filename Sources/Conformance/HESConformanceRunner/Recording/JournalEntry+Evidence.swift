import HESConformance
import HESContract
import HESSimulation
import JSON

extension JournalEntry.Kind {
    /// The event that it becomes; nil if the suite observes it directly.
    var evidence: EvidenceEvent.Kind? {
        switch self {
        case .token(let username, let isNew): .token(.init(of: username, isNew ? .issued : .renewed))
        case .tokenRevoked(let username): .token(.init(of: username, .revoked))
        case .plan(let id, let endpoint, let phase):
            .plan(.init(id.description, endpoint: endpoint, phase: phase.evidence))
        case .pushFailed(let id, _, let reason): .pushFailed(.init(planID: id.description, reason: reason))
        case .fault(let note):
            .fault(
                .init(rule: note.rule, type: note.type, endpoint: note.endpoint, planID: note.planID?.description)
            )
        case .broker(let remark): .broker(.init(remark.text))
        // When the broker acknowledges a push depends on the machine: evidence of two runs would differ in nothing else.
        case .http, .push, .puback, .field, .clock, .client: nil
        }
    }
}

extension Plan.Phase {
    fileprivate var evidence: EvidenceEvent.Plan.Phase {
        switch self {
        case .accepted: .accepted
        case .reading: .reading
        case .published: .published
        case .failed: .failed
        }
    }
}
