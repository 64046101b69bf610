import HESContract
import HESRuntime
import HESSimulation
import Hummingbird
import JSON

/// `/_sim/journal`: what happened in a world, in order.
struct JournalRoutes {
    let simulator: Simulator
    private static let defaultLimit = 1000
    private static let since = QueryParameter.integer("since", in: 0...Int.max, about: "First number.")
    private static let limit = QueryParameter.integer("limit", in: 1...50_000, about: "Entries.")
    private static let kind = QueryParameter.word("kind", among: JournalEntry.Kind.names, about: "Only these.")
    private static let planID = QueryParameter.text("planId", about: "Only about this plan.")
    private static let endpoint = QueryParameter.word(
        "endpoint",
        among: Endpoint.allCases.map(\.rawValue),
        about: "Only about this call."
    )
    private static let devAddr = QueryParameter.text("devAddr", about: "Only about this meter.")
    static let query = [
        since.json, limit.json, kind.json, planID.json, endpoint.json, devAddr.json, JournalView.parameter.json,
    ]

    func get(_ request: Request) throws -> ControlReply {
        let world = try request.world(in: simulator)
        let since = try request.value(of: Self.since) ?? 0
        let limit = try request.value(of: Self.limit) ?? Self.defaultLimit
        let filter = try filter(request)
        let view = try JournalView(of: world, for: request)
        let (entries, next, isTruncated) = world.read { headEnd, _ in
            page(of: headEnd.journal, since: since, limit: limit, matching: filter)
        }
        return ControlReply {
            $0.key("entries")
            $0.array { for entry in entries { view.write(entry, into: &$0) } }
            $0.key("next")
            $0.integer(next)
            $0.key("truncated")
            $0.bool(isTruncated)
        }
    }

    /// `next` is the `since` of the page after this one.
    private func page(
        of journal: Journal,
        since: Int,
        limit: Int,
        matching filter: JournalFilter
    ) -> (entries: [JournalEntry], next: Int, isTruncated: Bool) {
        let matching = journal.entries(from: since).lazy.filter { filter.holds(for: $0) }
        let entries = Array(matching.prefix(limit))
        let next = entries.count < limit ? journal.nextSequence : (entries.last?.sequence ?? 0) + 1
        return (entries, next, journal.isTruncated(from: since))
    }

    /// Refuses a filter by what entries of its kind never have.
    private func check(_ filter: JournalFilter) throws(ControlFailure) {
        let empty = [("planId", filter.planID), ("devAddr", filter.devAddr)].first { $0.1?.isEmpty == true }
        if let empty {
            throw ControlFailure(status: .badRequest, message: "'\(empty.0)' is empty", hint: "leave it out")
        }
        guard let kind = filter.kind else { return }
        if kind == "plan", let endpoint = filter.endpoint, !endpoint.makesPlan {
            throw ControlFailure(status: .badRequest, message: "\(endpoint.rawValue) makes no plan")
        }
        let known = JournalMember.members(of: kind, ruleTypes: []).map(\.name)
        let asked = [("planId", filter.planID), ("endpoint", filter.endpoint?.rawValue), ("devAddr", filter.devAddr)]
        guard let odd = asked.first(where: { $0.1 != nil && !known.contains($0.0) }) else { return }
        throw ControlFailure(
            status: .badRequest,
            message: "entries of the kind '\(kind)' never have '\(odd.0)'",
            hint: "leave out kind or \(odd.0)"
        )
    }

    private func filter(_ request: Request) throws -> JournalFilter {
        var filter = JournalFilter()
        filter.kind = try request.value(of: Self.kind)
        filter.endpoint = try request.value(of: Self.endpoint).flatMap { Endpoint(rawValue: $0) }
        filter.planID = try request.value(of: Self.planID)
        filter.devAddr = try request.value(of: Self.devAddr)
        try check(filter)
        return filter
    }
}
