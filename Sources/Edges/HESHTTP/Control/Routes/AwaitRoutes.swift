import HESContract
import HESRuntime
import HESSimulation
import HTTPTypes
import Hummingbird
import JSON
import ServiceLifecycle
import SimulationKernel

/// `/_sim/journal/await`: waits on the server until something has happened, or makes sure that it has not.
struct AwaitRoutes {
    let simulator: Simulator
    static let query = [JournalView.parameter.json]

    struct Question {
        var match = JournalPattern()
        var count = 1
        var since = 0
        var timeout = Duration.seconds(5)
        /// Whether `match` must not come before the fence.
        var isAbsence = false
        var fence: JournalPattern?
    }

    func post(_ request: Request) async throws -> ControlReply {
        let world = try request.world(in: simulator)
        let view = try JournalView(of: world, for: request)
        let question = try await Self.body.read(request)
        let end = world.read { headEnd, _ in headEnd.journal.nextSequence }
        if question.isAbsence, question.since > end {
            throw ControlFailure(
                status: .badRequest,
                message: "expected at most \(end), the number of the next entry, found \(question.since)",
                pointer: "/since",
                hint: "nothing can have happened there yet"
            )
        }
        let deadline = ContinuousClock.now.advanced(by: question.timeout)
        var entries: [JournalEntry] = []
        var next = question.since
        while true {
            let from = next
            let news = world.read { headEnd, _ in headEnd.journal.entries(from: from) }
            entries += news
            next = news.last.map { $0.sequence + 1 } ?? max(1, next)
            if let reply = try judge(question, from: entries, in: view) { return reply }
            let rest = ContinuousClock.now.duration(to: deadline)
            guard rest > .zero, !Task.isCancelled, !Task.isShuttingDownGracefully, !world.hasEnded else {
                throw miss(question, among: entries, in: view)
            }
            let last = next
            await cancelWhenGracefulShutdown { await world.journalGrows(beyond: last, within: rest) }
        }
    }

    /// - Returns: nil while more entries are needed.
    private func judge(_ question: Question, from entries: [JournalEntry], in view: JournalView) throws -> ControlReply?
    {
        guard !question.isAbsence else { return try judgeAbsence(question, from: entries, in: view) }
        let found = entries.lazy.filter { question.match.holds(for: $0) }.prefix(question.count)
        return found.count >= question.count
            ? reply(Array(found), next: (found.last?.sequence ?? 0) + 1, in: view) : nil
    }

    /// Refuses as soon as a matching entry comes before the fence, without waiting for the fence.
    private func judgeAbsence(
        _ question: Question,
        from entries: [JournalEntry],
        in view: JournalView
    ) throws -> ControlReply? {
        let fence = question.fence.flatMap { fence in entries.firstIndex { fence.holds(for: $0) } }
        if let offender = entries[..<(fence ?? entries.endIndex)].first(where: { question.match.holds(for: $0) }) {
            throw ControlFailure(
                status: .conflict,
                message: "it has happened: entry \(offender.sequence)",
                details: { $0.nearest(offender, in: view) }
            )
        }
        guard question.fence == nil || fence != nil else { return nil }
        let last = fence.map { entries[$0] } ?? entries.last
        return reply([], next: last.map { $0.sequence + 1 } ?? max(1, question.since), in: view)
    }

    private func reply(_ entries: [JournalEntry], next: Int, in view: JournalView) -> ControlReply {
        ControlReply {
            $0.key("entries")
            $0.array { for entry in entries { view.write(entry, into: &$0) } }
            $0.key("next")
            $0.integer(next)
        }
    }

    private func miss(_ question: Question, among entries: [JournalEntry], in view: JournalView) -> ControlFailure {
        let wanted = question.isAbsence ? question.fence ?? question.match : question.match
        let found = entries.count { wanted.holds(for: $0) }
        let nearest = entries.filter { !wanted.holds(for: $0) && wanted.score(of: $0) > 0 }
            .max { wanted.score(of: $0) < wanted.score(of: $1) }
        let hint = nearest.map { "the nearest differs in \(wanted.differences(from: $0).joined(separator: ", "))" }
        var details: (@Sendable (inout JSONWriter) -> Void)?
        if let nearest { details = { $0.nearest(nearest, in: view) } }
        return ControlFailure(
            status: .requestTimeout,
            message: "\(found) of \(question.count) within \(question.timeout)",
            hint: hint ?? "nothing like it is in the journal",
            details: details
        )
    }

    static let body = ControlBody { place -> Question? in
        guard let reader = place.object() else { return nil }
        var question = Question()
        if let match = reader.optional("match").flatMap(JournalPattern.init) { question.match = match }
        question.count = reader.optional("count")?.integer(in: 1...10_000) ?? question.count
        question.since = reader.optional("since")?.integer(in: 0...Int.max) ?? question.since
        question.timeout = reader.optional("timeout").flatMap(timeout) ?? question.timeout
        question.isAbsence = reader.optional("never")?.bool() ?? false
        question.fence = reader.optional("fence").flatMap(JournalPattern.init)
        reader.finish()
        guard place.schema == nil else { return question }
        if question.isAbsence {
            checkAbsence(in: question, at: place)
        } else if question.fence != nil {
            place.member("fence")?.complain(expected: "no fence without never")
        }
        return question
    }

    /// Refuses a `never` that would always hold.
    private static func checkAbsence(in question: Question, at place: Place) {
        if question.count > 1 { place.member("count")?.complain(expected: "no count beside never") }
        if question.match.hasImpossiblePlan {
            place.member("match")?.member("planId")?.complain(expected: "a planId as an answer has it")
        }
    }

    /// Reads a wait of at most two minutes on the wall clock.
    private static func timeout(_ place: Place) -> Duration? {
        place.note("type", as: ["integer", "string"])
        let span =
            place.node.value.integer.map { SimulatedDuration.milliseconds(Int64(clamping: $0)) }
            ?? place.node.value.string.flatMap { SimulatedDuration(parsing: $0) }
        guard let span, (.zero...SimulatedDuration.minutes(2)).contains(span) else {
            place.complain(expected: "milliseconds or text like \"5s\", two minutes at most")
            return nil
        }
        return .milliseconds(span.milliseconds)
    }
}

extension JSONWriter {
    fileprivate mutating func nearest(_ entry: JournalEntry, in view: JournalView) {
        key("nearest")
        view.write(entry, into: &self)
    }
}
