import HESConformance
import HESContract
import JSON
import SimulationKernel

extension Conversation {
    /// A conversation of which no step was planned: each answered call is a step of its own, in the order of the answers.
    ///
    /// Requests that are none of the nine calls are left out, and so are those without an answer, of which nothing follows.
    init(recorded events: [EvidenceEvent], in zone: WorldZone?) {
        self.init(passiveIn: zone)
        var open: [Int: EvidenceEvent] = [:]
        var count = 0
        for event in events {
            switch event.kind {
            case .httpRequest(let request): if request.endpoint != nil { open[request.exchange] = event }
            case .httpReply(let reply):
                guard let request = open.removeValue(forKey: reply.exchange) else { continue }
                let step = EvidenceEvent.StepBegin(count, source: [:])
                count += 1
                append(EvidenceEvent(seq: request.seq, milliseconds: request.milliseconds, kind: .step(step)))
                append(request)
                append(event)
            case .begin, .push: append(event)
            default: continue
            }
        }
    }
}
