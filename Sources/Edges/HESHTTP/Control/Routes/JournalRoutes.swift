import HESContract
import HESRuntime
import HESSimulation
import Hummingbird
import JSON

/// `/_sim/journal`: what happened in a world, in order.
struct JournalRoutes {
    let simulator: Simulator
    private static let defaultLimit = 1000
    private static let largestLimit = 50_000

    func get(_ request: Request) throws -> ControlReply {
        let world = try request.world(in: simulator)
        let since = try request.number("since", in: 0...Int.max) ?? 0
        let limit = try request.number("limit", in: 1...Self.largestLimit) ?? Self.defaultLimit
        let filter = try filter(request)
        let (entries, next, isTruncated) = world.read { headEnd, _ in
            page(headEnd.journal, since: since, limit: limit, filter)
        }
        return ControlReply {
            $0.key("entries")
            $0.array { for entry in entries { $0.journalEntry(entry) } }
            $0.key("next")
            $0.integer(next)
            $0.key("truncated")
            $0.bool(isTruncated)
        }
    }

    /// `next` is what to ask from for the entries after these.
    private func page(
        _ journal: Journal,
        since: Int,
        limit: Int,
        _ filter: JournalFilter
    ) -> (entries: [JournalEntry], next: Int, isTruncated: Bool) {
        let matching = journal.entries(from: since).lazy.filter { filter.holds(for: $0) }
        let entries = Array(matching.prefix(limit))
        let next = entries.count < limit ? journal.nextSequence : (entries.last?.sequence ?? 0) + 1
        return (entries, next, journal.isTruncated(from: since))
    }

    private func filter(_ request: Request) throws -> JournalFilter {
        var filter = JournalFilter()
        filter.kind = try request.word("kind", among: JournalEntry.Kind.names)
        filter.endpoint = try request.word("endpoint", among: Endpoint.allCases.map(\.rawValue))
            .flatMap { Endpoint(rawValue: $0) }
        filter.planID = request.uri.queryParameters["planId"].map(String.init)
        filter.devAddr = request.uri.queryParameters["devAddr"].map(String.init)
        return filter
    }
}

extension Request {
    /// A query parameter that is a whole number.
    func number(_ name: String, in range: ClosedRange<Int>) throws -> Int? {
        guard let text = uri.queryParameters[name[...]] else { return nil }
        guard let number = Int(text), range.contains(number) else {
            throw ControlFailure(
                status: .badRequest,
                message: "expected \(name) to be an integer from \(range.lowerBound) to \(range.upperBound)"
            )
        }
        return number
    }

    /// A query parameter that is one of a few words.
    func word(_ name: String, among words: [String]) throws -> String? {
        guard let text = uri.queryParameters[name[...]].map(String.init) else { return nil }
        guard words.contains(text) else {
            throw ControlFailure(
                status: .badRequest,
                message: "unknown \(name) '\(text)'",
                hint: "one of " + words.joined(separator: ", ")
            )
        }
        return text
    }
}
