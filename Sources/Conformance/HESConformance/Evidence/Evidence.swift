import HESContract
import JSON

/// The events of one case, indexed for the checks.
package struct Evidence: Sendable {
    package let events: [EvidenceEvent]
    package let steps: [StepSpan]
    package let requests: [Request]
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
        requests = Request.all(in: events, steps: steps, fences: fences)
        operations = Operation.all(in: events, steps: steps, fences: fences)
        pushes = PlanPush.all(in: events, requests: requests)
    }

    package func matching(_ pattern: EventPattern) -> [EvidenceEvent] {
        events.indices.filter { index in
            let step = stepOfEvent[index]
            return pattern.matches(events[index], step: step, isFence: isFence(step))
        }.map { events[$0] }
    }

    package func events(of kind: String) -> [EvidenceEvent] {
        events.filter { $0.kind == kind }
    }

    package func isFence(_ step: Int?) -> Bool {
        step.map { index in steps.contains { $0.index == index && $0.isFence } } ?? false
    }

    /// The first event: what was declared, and where the case ran.
    package var header: EvidenceEvent? { events.first { $0.kind == "case" } }

    /// The step that an event belongs to; what comes between two steps belongs to the earlier one.
    package func step(of event: EvidenceEvent) -> Int? {
        let index = event.seq - 1
        return stepOfEvent.indices.contains(index) ? stepOfEvent[index] : nil
    }

    private static func steps(of events: [EvidenceEvent]) -> [Int?] {
        var current: Int?
        return events.map { event in
            if event.kind == "step" { current = event["step"]?.integer }
            return current
        }
    }
}

/// One step as it was carried out.
package struct StepSpan: Sendable {
    package let index: Int
    package let isFence: Bool
    /// Number of its `step.end`.
    package let end: Int?

    static func all(in events: [EvidenceEvent]) -> [StepSpan] {
        events.filter { $0.kind == "step" }.compactMap { event in
            guard let index = event["step"]?.integer else { return nil }
            let end = events.first { $0.kind == "step.end" && $0["step"]?.integer == index }
            return StepSpan(index: index, isFence: event["do"]?.member("fence") != nil, end: end?.seq)
        }
    }
}
