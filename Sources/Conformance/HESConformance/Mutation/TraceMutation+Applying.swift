import HESContract
import JSON

extension TraceMutation {
    /// The evidence, changed and numbered anew; unchanged if no event matches.
    package func apply(to events: [EvidenceEvent]) -> [EvidenceEvent] {
        let hits = targets(in: events)
        guard !hits.isEmpty else { return events }
        switch change {
        case .drop: return numbered(without(hits, in: events))
        case .double(let times, let pattern): return numbered(doubled(hits, times: times, behind: pattern, in: events))
        case .delay(let pattern): return numbered(moved(hits, in: events, behind: pattern, before: nil))
        case .reorder(let pattern): return numbered(moved(hits, in: events, behind: nil, before: pattern))
        case .retype(let member, let type): return edited(hits, in: events) { $0.editing(member) { type.of($0) } }
        case .replace(let member, let value): return edited(hits, in: events) { $0.editing(member) { _ in value } }
        case .remove(let member): return edited(hits, in: events) { $0.editing(member) { _ in nil } }
        case .replaceText(let text, let other):
            return edited(hits, in: events) { event in
                var event = event
                event.kind = event.kind.changingValues { $0.replacingText(text, by: other) }
                return event
            }
        }
    }

    /// Indices of the events that the mutation changes.
    package func targets(in events: [EvidenceEvent]) -> [Int] {
        let hits = indices(of: target, in: events)
        guard let nth else { return hits }
        let index = nth > 0 ? nth - 1 : hits.count + nth
        return hits.indices.contains(index) ? [hits[index]] : []
    }

    private func indices(of pattern: EventPattern, in events: [EvidenceEvent]) -> [Int] {
        let evidence = Evidence(events)
        let seqs = evidence.matching(pattern).map(\.seq)
        return events.indices.filter { seqs.contains(events[$0].seq) }
    }

    private func edited(
        _ hits: [Int],
        in events: [EvidenceEvent],
        edit: (EvidenceEvent) -> EvidenceEvent
    ) -> [EvidenceEvent] {
        events.indices.map { hits.contains($0) ? edit(events[$0]) : events[$0] }
    }

    /// The replies to requests among `hits`.
    private func replies(to hits: [Int], in events: [EvidenceEvent]) -> [Int] {
        let exchanges = hits.compactMap { index -> Int? in
            if case .httpRequest(let request) = events[index].kind { request.exchange } else { nil }
        }
        return events.indices.filter { index in
            if case .httpReply(let reply) = events[index].kind { exchanges.contains(reply.exchange) } else { false }
        }
    }

    private func without(_ hits: [Int], in events: [EvidenceEvent]) -> [EvidenceEvent] {
        let gone = hits + replies(to: hits, in: events)
        return events.indices.filter { !gone.contains($0) }.map { events[$0] }
    }

    private func doubled(
        _ hits: [Int],
        times: Int,
        behind: EventPattern?,
        in events: [EvidenceEvent]
    ) -> [EvidenceEvent] {
        var exchange = events.compactMap(\.exchange).max() ?? 0
        let anchor = behind.flatMap { indices(of: $0, in: events).last }
        if behind != nil, anchor == nil { return events }
        var copies: [(anchor: Int, event: EvidenceEvent)] = []
        for index in hits {
            let group = [index] + replies(to: [index], in: events).prefix(1)
            for _ in 0..<times {
                exchange += 1
                copies += group.map { (anchor ?? index, events[$0].numbered(exchange)) }
            }
        }
        return events.indices.flatMap { index in
            [events[index]] + copies.filter { $0.anchor == index }.map(\.event)
        }
    }

    private func moved(
        _ hits: [Int],
        in events: [EvidenceEvent],
        behind: EventPattern?,
        before: EventPattern?
    ) -> [EvidenceEvent] {
        let last = behind.flatMap { indices(of: $0, in: events).last }
        let anchor = last ?? before.flatMap { indices(of: $0, in: events).first }
        guard let anchor else { return events }
        let moving = hits.map { events[$0] }
        return events.indices.flatMap { index -> [EvidenceEvent] in
            let own = hits.contains(index) ? [] : [events[index]]
            guard index == anchor else { return own }
            return behind == nil ? moving + own : own + moving
        }
    }

    private func numbered(_ events: [EvidenceEvent]) -> [EvidenceEvent] {
        events.enumerated().map { index, event in
            var event = event
            event.seq = index + 1
            return event
        }
    }
}

extension EvidenceEvent {
    fileprivate var exchange: Int? {
        switch kind {
        case .httpRequest(let request): request.exchange
        case .httpReply(let reply): reply.exchange
        default: nil
        }
    }

    /// The event as part of another exchange; unchanged if it is not HTTP.
    fileprivate func numbered(_ exchange: Int) -> EvidenceEvent {
        var event = self
        switch kind {
        case .httpRequest(var request):
            request.exchange = exchange
            event.kind = .httpRequest(request)
        case .httpReply(var reply):
            reply.exchange = exchange
            event.kind = .httpReply(reply)
        default: break
        }
        return event
    }
}
