package import HESContract
import SimulationKernel

/// One asynchronous operation: accepted → reading → published.
package struct Plan: Codable, Sendable {
    package enum Phase: String, Codable, Sendable {
        case accepted, reading, published
        /// The result did not leave: a rule dropped it, the plan was forgotten, or the push could not be delivered.
        case failed
    }

    package enum Work: Codable, Sendable {
        case readFrozen(Cgcode, Call.Window)
        case readSingle(Cgcode)
        case relay(Call.Relay.ControlMode)
        case readArchive([ArchiveEntry])
        /// addArchive and removeArchive, carried out at acceptance.
        case changeArchive
        /// The DCU did not carry out the call.
        case failedArchive(hasList: Bool)
    }

    package let id: PlanID
    package let endpoint: Endpoint
    package let work: Work
    package internal(set) var phase = Phase.accepted
    /// Rows of its push, about; known at its acceptance.
    var rowCount = 0
    /// When the HTTP answer leaves.
    let answeredAt: SimulatedInstant
    /// Whether the push leaves before the answer.
    let isAheadOfAnswer: Bool
    private(set) var meters: [PlannedMeter]
    /// Meters that have neither answered nor failed.
    private(set) var pendingCount: Int
    /// When the last meter answered or failed.
    private(set) var readUntil: SimulatedInstant
    /// The call with the decisions of rules; nil if no rule was armed at the call and none has decided since.
    private var ruled: RuledCall?

    init(
        id: PlanID,
        work: Work,
        devAddrs: [String],
        of context: CallContext,
        at instant: SimulatedInstant
    ) {
        self.id = id
        endpoint = context.endpoint
        self.work = work
        answeredAt = context.answeredAt
        isAheadOfAnswer = context.lead != nil
        ruled = context.ruled
        meters = devAddrs.map { PlannedMeter(devAddr: $0) }
        pendingCount = meters.count
        readUntil = instant
    }

    mutating func recordOutcome(
        _ outcome: PlannedMeter.Outcome,
        ofMeterAt position: Int,
        at instant: SimulatedInstant
    ) {
        precondition(pendingCount > 0, "no more meters answer than were asked")
        guard case .pending = meters[position].outcome else { preconditionFailure("a meter answers or fails once") }
        meters[position].outcome = outcome
        pendingCount -= 1
        readUntil = instant
    }

    /// The call as rules see it, including rules armed after it; its user is known only if a rule was armed at the call.
    var ruledCall: RuledCall {
        if let ruled { return ruled }
        var call = RuleCall(endpoint: endpoint)
        call.devAddrs = meters.map(\.devAddr)
        if case .readFrozen(let cgcode, _) = work { call.cgcode = cgcode }
        if case .readSingle(let cgcode) = work { call.cgcode = cgcode }
        return RuledCall(call)
    }

    mutating func keep(_ decisions: RuleDecisions) {
        if ruled == nil { ruled = ruledCall }
        ruled?.decisions = decisions
    }

    /// The plan of one part of its meters, for a push of its own.
    func part(_ part: PushMessage.Part) -> Plan {
        var plan = self
        let bounds = (0...part.count).map { meters.count * $0 / part.count }
        plan.meters = Array(meters[bounds[part.index]..<bounds[part.index + 1]])
        return plan
    }
}

/// One meter of a plan and its outcome.
struct PlannedMeter: Codable, Sendable {
    enum Outcome: Codable, Sendable {
        case pending
        case answered(MeterSnapshot, at: SimulatedInstant)
        case failed
    }

    let devAddr: String
    var outcome = Outcome.pending
}
