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

    init(_ request: DecodedRequest, ruled: RuledCall? = nil, answeredAt: SimulatedInstant) {
        self.request = request
        self.ruled = ruled
        self.answeredAt = answeredAt
    }

    var endpoint: Endpoint { request.endpoint }
}
