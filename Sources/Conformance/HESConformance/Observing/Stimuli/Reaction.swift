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
        return .of([Breach(what, from: first, to: second)], among: [first], things: "faults")
    }

    /// Fails if the call that was hit was repeated more than `most` times.
    func bounded(most: Int) -> Finding {
        let repetitions = later.filter { $0.repetition == call.repetition }
        guard repetitions.count > most, let last = repetitions.last else {
            return goesOn("\(repetitions.count) repetitions of \(call.name)")
        }
        let what = "\(call.name) was repeated \(repetitions.count) times"
        return .of([Breach(what, from: call.seq, to: last.seq)], among: [call.seq], things: "faults")
    }
}
