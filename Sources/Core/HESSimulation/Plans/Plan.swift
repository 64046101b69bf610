package import HESContract
import SimulationKernel

/// One asynchronous operation: accepted → reading → published.
package struct Plan: Codable, Sendable {
    package enum Phase: String, CaseIterable, Codable, Sendable {
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
    /// Who asked; nil where the token's user is not known any more.
    let user: String?
    /// What was asked.
    let request: RequestNote?
    let acceptedAt: SimulatedInstant
    /// The meters by their numbers; it shares its memory with the call's.
    private(set) var devAddrs: [String]
    private(set) var meters: [PlannedMeter]
    /// What is pushed one by one; nil if the result is pushed when it is whole.
    var units: PlanUnits?
    /// Which unit of a larger plan it is; nil for a plan of its own.
    private(set) var unit: PushMessage.Part?
    /// Whether it is a unit, and another meter of its plan has answered.
    private(set) var isBesideAnswered = false
    /// Meters that have neither answered nor failed.
    private(set) var pendingCount: Int
    private var answeredCount = 0
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
        (user, request, acceptedAt) = (context.user, context.request.note, instant)
        self.devAddrs = devAddrs
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
        if meters[position].hasAnswered { answeredCount += 1 }
        pendingCount -= 1
        readUntil = instant
    }

    /// Rows of the push of a unit, about.
    func rowCount(ofUnit unit: Int) -> Int {
        guard let units, !meters.isEmpty else { return rowCount }
        let (rows, isTooMany) = rowCount.multipliedReportingOverflow(by: units.positions(of: unit).count)
        return isTooMany ? rowCount : (rows + meters.count - 1) / meters.count
    }

    /// The plan of one unit, with its meters alone, as it was when the last of them was done.
    func plan(ofUnit unit: Int) -> Plan {
        guard let units else { return self }
        var plan = self
        let positions = units.positions(of: unit)
        plan.units = nil
        plan.meters = positions.map { meters[$0] }
        plan.devAddrs = positions.map { devAddrs[$0] }
        plan.rowCount = rowCount(ofUnit: unit)
        (plan.pendingCount, plan.readUntil) = (0, units.doneAt(unit))
        plan.unit = PushMessage.Part(index: unit, of: units.count)
        plan.isBesideAnswered = answeredCount > plan.meters.count(where: \.hasAnswered)
        return plan
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
        /// In a box of its own: a plan is copied more often than a meter answers.
        indirect case answered(MeterSnapshot, at: SimulatedInstant)
        case failed(ReadFailure)
    }

    let devAddr: String
    var outcome = Outcome.pending
}
