import SimulationKernel

/// Spans of time in ascending order that neither overlap nor touch; the last may be open-ended.
struct Interruptions: Hashable, Codable, Sendable {
    /// Half-open; `end` is nil if the span has not ended.
    struct Span: Hashable, Codable, Sendable {
        package var start: SimulatedInstant
        package var end: SimulatedInstant?

        func contains(_ instant: SimulatedInstant) -> Bool {
            instant >= start && isOpen(at: instant)
        }

        /// Whether the span ends after the instant.
        func isOpen(at instant: SimulatedInstant) -> Bool {
            guard let end else { return true }
            return instant < end
        }
    }

    private(set) var spans: [Span] = []

    init() {}

    var isEmpty: Bool { spans.isEmpty }

    func contains(_ instant: SimulatedInstant) -> Bool {
        spans.contains { $0.contains(instant) }
    }

    func overlaps(from start: SimulatedInstant, until end: SimulatedInstant) -> Bool {
        spans.contains { $0.start < end && $0.isOpen(at: start) }
    }

    /// Whether one span holds the whole time from `start` to `end`.
    func covers(from start: SimulatedInstant, until end: SimulatedInstant) -> Bool {
        spans.contains { $0.start <= start && ($0.end.map { $0 >= end } ?? true) }
    }

    /// Adds a span and merges it with those that it overlaps or touches.
    mutating func insert(from start: SimulatedInstant, until end: SimulatedInstant?) {
        if let end, end <= start { return }
        var merged = Span(start: start, end: end)
        var before: [Span] = []
        var after: [Span] = []
        for span in spans {
            if let ended = span.end, ended < merged.start {
                before.append(span)
            } else if let limit = merged.end, span.start > limit {
                after.append(span)
            } else {
                merged = merged.joined(with: span)
            }
        }
        spans = before + [merged] + after
    }

    /// Cuts the span that contains the instant, so that it ends there.
    mutating func end(at instant: SimulatedInstant) {
        guard let index = spans.firstIndex(where: { $0.contains(instant) }) else { return }
        if spans[index].start == instant {
            spans.remove(at: index)
        } else {
            spans[index].end = instant
        }
    }
}

extension Interruptions.Span {
    fileprivate func joined(with other: Self) -> Self {
        guard let end, let otherEnd = other.end else { return Self(start: min(start, other.start), end: nil) }
        return Self(start: min(start, other.start), end: max(end, otherEnd))
    }
}
