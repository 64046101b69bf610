import SimulationKernel

/// The broker faults that rules began, with their ends.
package struct BrokerOutages: Sendable {
    package enum Kind: String, CaseIterable, Comparable, Hashable, Codable, Sendable {
        case down, stall, refusal

        package static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
    }

    private var ends: [Kind: SimulatedInstant] = [:]
    /// CONNACK return code of the refusal.
    private var code = 3

    package func lasts(_ kind: Kind) -> Bool { ends[kind] != nil }

    /// The commands that begin the faults that last now.
    package var lasting: [BrokerCommand] { Kind.allCases.filter(lasts).map(start) }

    mutating func perform(_ action: BrokerAction, on timeline: inout Timeline) {
        switch action {
        case .cut(let client):
            timeline.record(
                .broker(client.map { JournalRemark(.connectionCut, about: $0) } ?? JournalRemark(.connectionsCut))
            )
            timeline.emit(.broker(.cut(client: client)))
        case .down(let duration): begin(.down, for: duration, on: &timeline)
        case .stall(let duration): begin(.stall, for: duration, on: &timeline)
        case .refuse(let duration, let code):
            self.code = code
            begin(.refusal, for: duration, on: &timeline)
        }
    }

    private mutating func begin(_ kind: Kind, for duration: SimulatedDuration, on timeline: inout Timeline) {
        timeline.record(.broker(JournalRemark(BrokerPhrase(beginOf: kind))))
        let end = timeline.now + duration
        ends[kind] = max(ends[kind] ?? end, end)
        timeline.schedule(.broker(kind), at: end)
        timeline.emit(.broker(start(kind)))
    }

    /// Ends a fault if its end is due; another rule may have made it longer.
    mutating func end(_ kind: Kind, on timeline: inout Timeline) {
        guard let end = ends[kind], end <= timeline.now else { return }
        ends[kind] = nil
        timeline.record(.broker(JournalRemark(BrokerPhrase(endOf: kind))))
        timeline.emit(.broker(stop(kind)))
    }

    /// Ends every fault.
    ///
    /// - Returns: the commands that end them.
    mutating func endAll() -> [BrokerCommand] {
        defer { ends = [:] }
        return Kind.allCases.filter(lasts).map(stop)
    }

    private func start(_ kind: Kind) -> BrokerCommand {
        switch kind {
        case .down: .down
        case .stall: .stall
        case .refusal: .refuse(code: code)
        }
    }

    private func stop(_ kind: Kind) -> BrokerCommand {
        switch kind {
        case .down: .up
        case .stall: .resume
        case .refusal: .accept
        }
    }
}

extension BrokerOutages {
    /// What a snapshot holds of it.
    struct Saved: Codable {
        @InKeyOrder fileprivate var ends: [Kind: SimulatedInstant]
        fileprivate let code: Int
    }

    var saved: Saved { Saved(ends: ends, code: code) }

    mutating func restore(_ saved: Saved) {
        (ends, code) = (saved.ends, saved.code)
    }
}
