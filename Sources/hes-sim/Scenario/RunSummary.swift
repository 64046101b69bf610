import HESContract
import HESSimulation

/// What a client met of a scenario, and what it missed, from the journal.
struct RunSummary {
    private let tenantCode: String
    private let isTruncated: Bool
    private let rules: [String]
    private var hits: [String: Int] = [:]
    private var calls: [Endpoint: (count: Int, refused: Int)] = [:]
    private var pushes = 0
    private var unheard: [String] = []
    private var filters: [String: [String]] = [:]

    /// - Parameters:
    ///   - tenantCode: of the world.
    ///   - entries: of its journal.
    ///   - isTruncated: whether the journal had more than these.
    ///   - rules: the ids of the scenario's rules.
    init(tenantCode: String, entries: [JournalEntry], isTruncated: Bool, rules: [String]) {
        (self.tenantCode, self.isTruncated, self.rules) = (tenantCode, isTruncated, rules)
        for entry in entries { add(entry.kind) }
    }

    private mutating func add(_ kind: JournalEntry.Kind) {
        switch kind {
        case .http(let note):
            guard let endpoint = note.endpoint else { return }
            calls[endpoint, default: (0, 0)].count += 1
            if note.code != 200 { calls[endpoint, default: (0, 0)].refused += 1 }
        case .fault(let note): hits[note.rule, default: 0] += 1
        case .client(let note): add(note)
        case .push(let note):
            pushes += 1
            let isHeard = filters.values.joined().contains {
                SubscriptionFilter.matches(note.topic.utf8, filter: $0.utf8)
            }
            if !isHeard { unheard.append("\(note.planID)") }
        default: break
        }
    }

    private mutating func add(_ note: JournalEntry.ClientNote) {
        switch note.event {
        case .connect: break
        case .subscribe: filters[note.clientID, default: []] += note.topics
        case .disconnect: filters[note.clientID] = nil
        }
    }

    var text: String {
        var lines = ["", "What the client met of tenant \(tenantCode):"]
        let met = rules.filter { hits[$0] != nil }
        let missed = rules.filter { hits[$0] == nil }
        lines += met.map { "  rule \($0): \(Self.times(hits[$0] ?? 0))" }
        lines += missed.map { "  rule \($0): never met" }
        if rules.isEmpty { lines.append("  no rules") }
        for endpoint in Endpoint.allCases {
            guard let made = calls[endpoint] else { continue }
            let refused = made.refused == 0 ? "" : ", \(made.refused) not answered with 200"
            lines.append("  \(endpoint.rawValue): \(made.count.counted("call"))\(refused)")
        }
        if calls.isEmpty { lines.append("  no calls") }
        lines.append("  results pushed: \(pushes), of which the client was not subscribed to \(unheard.count)")
        let shown = unheard.prefix(10).joined(separator: ", ")
        if !unheard.isEmpty { lines.append("    \(shown)\(unheard.count > 10 ? ", …" : "")") }
        if isTruncated { lines.append("  The journal held the last part alone, so the counts are too low.") }
        return lines.joined(separator: "\n")
    }

    private static func times(_ count: Int) -> String { count == 1 ? "met once" : "met \(count) times" }
}
