import HESContract
import JSON

/// The events of one case, indexed for the checks.
package struct Evidence: Sendable {
    package let events: [EvidenceEvent]
    package let steps: [StepSpan]
    package let requests: [ClientRequest]
    package let operations: [Operation]
    package let pushes: [PlanPush]
    /// Numbers of steps by event, nil before the first.
    private let stepOfEvent: [Int?]

    package init(_ events: [EvidenceEvent]) {
        self.events = events
        steps = StepSpan.all(in: events)
        stepOfEvent = Self.steps(of: events)
        let steps = stepOfEvent
        let fences = self.steps.filter(\.isFence).map(\.index)
        requests = ClientRequest.all(in: events, steps: steps, fences: fences)
        operations = Operation.all(in: events, steps: steps, fences: fences)
        pushes = PlanPush.all(in: events, requests: requests)
    }

    package func matching(_ pattern: EventPattern) -> [EvidenceEvent] {
        events.indices.filter { index in
            let step = stepOfEvent[index]
            return pattern.matches(events[index], step: step, isFence: isFence(step))
        }.map { events[$0] }
    }

    package func isFence(_ step: Int?) -> Bool {
        step.map { index in steps.contains { $0.index == index && $0.isFence } } ?? false
    }

    /// The first event: what was declared, and under which tenant and pack the case ran.
    package var header: EvidenceEvent.CaseHeader? { Self.header(of: events) }

    /// The same without an index of the events.
    package static func header(of events: [EvidenceEvent]) -> EvidenceEvent.CaseHeader? {
        events.firstValue { event -> EvidenceEvent.CaseHeader? in
            if case .begin(let header) = event.kind { header } else { nil }
        }
    }

    /// Ids of the rules that were delivered.
    package var deliveredRules: [String] {
        events.compactMap { event -> String? in
            if case .fault(let fault) = event.kind { fault.rule } else { nil }
        }
    }

    /// SUBSCRIBE packets with the number of their event.
    package var subscribes: [(seq: Int, topics: [String])] {
        events.compactMap { event -> (seq: Int, topics: [String])? in
            if case .mqttSubscribe(let subscribe) = event.kind { (event.seq, subscribe.topics) } else { nil }
        }
    }

    /// The step that an event belongs to; what comes between two steps belongs to the earlier one.
    package func step(of seq: Int) -> Int? {
        let index = seq - 1
        return stepOfEvent.indices.contains(index) ? stepOfEvent[index] : nil
    }

    /// The case's clock at an event, in milliseconds since the epoch.
    func milliseconds(of seq: Int) -> Int64 { events.first { $0.seq == seq }?.milliseconds ?? 0 }

    /// Events that stand for these and have the same numbers in every run.
    ///
    /// The order of what happens while operations run together depends on the machine: the step stands for all of it.
    func anchors(of seqs: [Int]) -> [Int] {
        var anchors: [Int] = []
        for seq in seqs {
            let anchor = steps.first { $0.isTogether && $0.holds(seq) }?.begin ?? seq
            if !anchors.contains(anchor) { anchors.append(anchor) }
        }
        return anchors
    }

    private static func steps(of events: [EvidenceEvent]) -> [Int?] {
        var current: Int?
        return events.map { event in
            if case .step(let begin) = event.kind { current = begin.step }
            return current
        }
    }
}

/// One step as it was carried out.
package struct StepSpan: Sendable {
    package let index: Int
    package let isFence: Bool
    /// Whether its operations run at the same time.
    let isTogether: Bool
    /// Number of its `step`.
    let begin: Int
    /// Number of its `step.end`.
    package let end: Int?

    func holds(_ seq: Int) -> Bool { begin < seq && seq < end ?? .max }

    static func all(in events: [EvidenceEvent]) -> [StepSpan] {
        events.compactMap { event in
            guard case .step(let begin) = event.kind else { return nil }
            let end = events.first { event in
                if case .stepEnd(let end) = event.kind { end.step == begin.step } else { false }
            }
            return StepSpan(
                index: begin.step,
                isFence: begin.source.member("fence") != nil,
                isTogether: begin.source.member("together") != nil,
                begin: event.seq,
                end: end?.seq
            )
        }
    }
}

extension Sequence {
    /// What `value` gives for the first element for which it is not nil.
    func firstValue<Value>(_ value: (Element) -> Value?) -> Value? { lazy.compactMap(value).first { _ in true } }
}
