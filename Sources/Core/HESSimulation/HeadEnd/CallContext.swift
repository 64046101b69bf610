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
    /// How the answer leaves; nil: whole and as decided.
    var shape: ReplyShape?
    /// Whose token it carries, or who logs in; nil without a valid token.
    var user: String?
    /// Number of its entry in the journal, once it has one.
    var entry = 0

    init(_ request: DecodedRequest, answeredAt: SimulatedInstant) {
        self.request = request
        self.answeredAt = answeredAt
    }

    var endpoint: Endpoint { request.endpoint }
}
