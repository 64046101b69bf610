package import HESContract
import SimulationKernel

/// One asynchronous operation: accepted → reading → published.
package struct Plan: Sendable {
    package enum Phase: String, Sendable {
        case accepted, reading, published
        /// The push could not be handed over: the broker refused it, or too much waits for it.
        case failed
    }

    package enum Work: Sendable {
        case readFrozen(Cgcode, Call.Window)
        case readSingle(Cgcode)
        case relay(Call.Relay.ControlMode)
        case readArchive([ArchiveEntry])
        /// addArchive and removeArchive, done at acceptance.
        case changeArchive
        /// The DCU did not do it.
        case failedArchive(hasList: Bool)
    }

    package let id: PlanID
    package let endpoint: Endpoint
    package let work: Work
    package internal(set) var phase = Phase.accepted
    /// When the HTTP answer leaves.
    let answeredAt: SimulatedInstant
    /// The call as rules see it; nil where none was armed.
    var call: RuleCall?
    var decisions = RuleDecisions()
    /// Its push does not wait for the answer.
    var isAheadOfAnswer = false
    var meters: [PlannedMeter]
    var pendingCount: Int
    /// When the last meter answered or failed.
    var readUntil: SimulatedInstant

    init(
        id: PlanID,
        endpoint: Endpoint,
        work: Work,
        devAddrs: [String],
        at instant: SimulatedInstant,
        answeredAt: SimulatedInstant
    ) {
        self.id = id
        self.endpoint = endpoint
        self.work = work
        self.answeredAt = answeredAt
        meters = devAddrs.map { PlannedMeter(devAddr: $0) }
        pendingCount = meters.count
        readUntil = instant
    }
}

extension Plan {
    /// The call as rules see it that may have been armed since; whose it was is known only where one was armed before.
    var callForRules: RuleCall {
        if let call { return call }
        var call = RuleCall(endpoint: endpoint)
        call.devAddrs = meters.map(\.devAddr)
        if case .readFrozen(let cgcode, _) = work { call.cgcode = cgcode }
        if case .readSingle(let cgcode) = work { call.cgcode = cgcode }
        return call
    }

    /// The plan of one part of its meters, for a push of its own.
    func part(_ part: PushMessage.Part) -> Plan {
        var plan = self
        let bounds = (0...part.count).map { meters.count * $0 / part.count }
        plan.meters = Array(meters[bounds[part.index]..<bounds[part.index + 1]])
        return plan
    }
}

/// One asked meter and what became of it.
struct PlannedMeter: Sendable {
    enum Outcome: Sendable {
        case pending
        case answered(MeterSnapshot, at: SimulatedInstant)
        case failed
    }

    let devAddr: String
    var outcome = Outcome.pending
}
