import HESContract
import SimulationKernel

/// A call that the head-end is carrying out.
struct CallContext {
    let request: DecodedRequest
    /// nil without armed rules.
    var ruled: RuledCall?
    var answeredAt: SimulatedInstant
    /// Delay of the answer after the acknowledgement of the plan's push; nil if the answer leaves before the push.
    var lead: SimulatedDuration?

    init(_ request: DecodedRequest, ruled: RuledCall? = nil, answeredAt: SimulatedInstant) {
        self.request = request
        self.ruled = ruled
        self.answeredAt = answeredAt
    }

    var endpoint: Endpoint { request.endpoint }
}
