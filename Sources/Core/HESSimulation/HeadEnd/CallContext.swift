import HESContract
import SimulationKernel

/// A call under way through the head-end.
struct CallContext {
    let request: DecodedRequest
    /// Nil without armed rules.
    var ruled: RuledCall?
    var answeredAt: SimulatedInstant
    /// The plan's push goes first, and the answer so long after its acknowledgement; nil: the answer goes first.
    var lead: SimulatedDuration?
    /// How the answer leaves; nil: whole and as decided.
    var shape: ReplyShape?

    init(_ request: DecodedRequest, answeredAt: SimulatedInstant) {
        self.request = request
        self.answeredAt = answeredAt
    }

    var endpoint: Endpoint { request.endpoint }
}
