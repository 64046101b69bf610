package import HESContract
package import SimulationKernel

/// What is told of a plan: who asked for what, and what became of each meter.
package struct PlanRecord: Sendable {
    /// A meter that failed, by its position among the asked ones.
    struct Failed: Hashable, Sendable {
        let position: Int
        let reason: ReadFailure
    }

    package enum Outcome: Sendable {
        case pending, answered
        case failed(ReadFailure)
    }

    package let id: PlanID
    package let endpoint: Endpoint
    package internal(set) var phase: Plan.Phase
    package let user: String?
    package let request: RequestNote?
    package let acceptedAt: SimulatedInstant
    /// When the HTTP answer leaves.
    package let answeredAt: SimulatedInstant
    /// When the last meter answered or failed; nil before.
    package let readAt: SimulatedInstant?
    /// When its result was decided, or it failed; nil before.
    package internal(set) var endedAt: SimulatedInstant?
    /// Why it failed as a whole.
    package internal(set) var reason: String?
    /// The meters; nil for a plan that ended long ago, of which they are no longer kept.
    var devAddrs: [String]?
    var failed: [Failed]
    /// Ascending positions of meters that have neither answered nor failed.
    private let pending: [Int]

    init(_ plan: Plan) {
        (id, endpoint, phase) = (plan.id, plan.endpoint, plan.phase)
        (user, request) = (plan.user, plan.request)
        (acceptedAt, answeredAt) = (plan.acceptedAt, plan.answeredAt)
        readAt = plan.pendingCount == 0 ? plan.readUntil : nil
        devAddrs = plan.devAddrs
        failed = []
        var pending: [Int] = []
        for (position, meter) in plan.meters.enumerated() {
            switch meter.outcome {
            case .pending: pending.append(position)
            case .answered: break
            case .failed(let reason): failed.append(Failed(position: position, reason: reason))
            }
        }
        self.pending = pending
    }

    /// One that has ended, from a snapshot.
    init(
        _ id: PlanID,
        endpoint: Endpoint,
        phase: Plan.Phase,
        user: String?,
        request: RequestNote?,
        instants: (accepted: SimulatedInstant, answered: SimulatedInstant, read: SimulatedInstant?)
    ) {
        (self.id, self.endpoint, self.phase) = (id, endpoint, phase)
        (self.user, self.request) = (user, request)
        (acceptedAt, answeredAt, readAt) = instants
        (failed, pending) = ([], [])
    }

    /// In the order of the call; nil where they are no longer kept.
    package var meters: [(devAddr: String, outcome: Outcome)]? {
        guard let devAddrs else { return nil }
        var outcomes = devAddrs.map { (devAddr: $0, outcome: Outcome.answered) }
        for position in pending { outcomes[position].outcome = .pending }
        for failure in failed { outcomes[failure.position].outcome = .failed(failure.reason) }
        return outcomes
    }

    /// What it holds on to, in meter numbers of 16 bytes.
    var weight: Int { (devAddrs?.count ?? 0) + failed.count }
}
