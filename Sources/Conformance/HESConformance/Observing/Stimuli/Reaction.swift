import HESContract
import JSON

/// What a system did after the fault of a stimulus, until the end of its turn.
struct Reaction {
    let traffic: Traffic
    /// Number of the event `fault`.
    let hit: Int
    /// Number of the last event of the turn.
    let end: Int
    /// The call that was hit.
    let call: ClientRequest
    /// Whether the system was watched to the end, so that what it did not do can be judged.
    let isWhole: Bool

    /// Nil if the fault was not delivered in the turn.
    init?(_ stimulus: Stimulus, in turn: StimulusTurn, of traffic: Traffic) {
        let events = traffic.events[(turn.first - 1)..<turn.last]
        let found = events.firstValue { event -> (seq: Int, fault: EvidenceEvent.Fault)? in
            guard case .fault(let fault) = event.kind, fault.rule == stimulus.ruleID else { return nil }
            return (event.seq, fault)
        }
        guard let found else { return nil }
        let earlier = traffic.calls.filter { $0.seq < found.seq }
        let last = earlier.last { call in call.endpoint.map(stimulus.endpoints.contains) ?? false }
        guard let call = traffic.request(ofPlan: found.fault.planID) ?? last else { return nil }
        (self.traffic, hit, end, self.call) = (traffic, found.seq, turn.last, call)
        let watched = traffic.seconds(from: found.seq, to: turn.last) ?? .infinity
        // A clock and a timer that agree do so to within a few milliseconds.
        isWhole = watched >= 0.9 * Double(turn.reaction ?? 0)
    }

    /// Calls after the fault.
    var later: [ClientRequest] { traffic.calls.filter { $0.seq > hit && $0.seq <= end } }

    /// Events after the fault.
    var events: ArraySlice<EvidenceEvent> { traffic.events[hit..<end] }

    /// The finding where no breach was seen: a pass if the system went on, as absence is judged by what comes later.
    func goesOn(_ what: String) -> Finding {
        guard let next = later.first else { return .notReached("the system made no call after the fault (#\(hit))") }
        return .pass(what, at: [hit, next.seq])
    }

    /// The finding where something was not done.
    func lacks(_ what: String, from first: Int, to second: Int) -> Finding {
        guard isWhole else { return .notReached("the window ended before the reaction to #\(hit) was over") }
        return .broken(what, from: first, to: second)
    }

    /// Fails if the call that was hit was repeated more than `most` times before one of the repetitions succeeded.
    ///
    /// What comes after a success may be the next of a system's regular calls.
    func bounded(most: Int) -> Finding {
        let repetitions = later.filter { $0.repetition == call.repetition }
        let success = repetitions.compactMap(successSeq).min() ?? .max
        let blind = repetitions.filter { $0.seq < success }
        guard blind.count > most, let last = blind.last else {
            return goesOn("\(blind.count) repetitions of \(call.name) until it succeeded or was left")
        }
        return .broken("\(call.name) was repeated \(blind.count) times without a success", from: call.seq, to: last.seq)
    }

    /// When a call had succeeded: by its result, or by its answer if it makes no plan.
    private func successSeq(_ call: ClientRequest) -> Int? {
        guard call.isAccepted, let reply = call.reply else { return nil }
        guard let plan = reply.planID else { return reply.seq }
        return traffic.pushes.first { $0.push.planID == plan && $0.push.isSubscribed }?.seq
    }
}
