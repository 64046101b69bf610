import HESConformance
import HESContract
import HESVerificationRunner
import JSON
import SimulationKernel
import Testing

@testable import HESVerification

@Suite("Half a year, on any day")
struct HalfYearTests {
    private static let zone = WorldZone.plusEight

    /// The first and the last two days of each month of two years, of which one has a leap day.
    private static let days: [CivilDate] = {
        let start = CivilDate(dayNumber: 19_600).firstOfMonth()
        return (0..<24).flatMap { month in
            let first = start.firstOfMonth(adding: month)
            let next = start.firstOfMonth(adding: month + 1)
            return [first, next.adding(days: -2), next.adding(days: -1)]
        }
    }()

    /// A HES that accepts the windows of one reading, and ends in the future only if it `looksAhead`.
    private struct Reading {
        let span: Dialect.HistorySpan
        let limit: Dialect.HistoryLimit
        var looksAhead = true

        func accepts(_ request: ProbeRequest, at now: SimulatedInstant) -> Bool {
            guard let start = request.civil("start"), let end = request.civil("end") else { return false }
            let isOld = zone.instant(of: start) < span.oldestStart(at: now, in: zone)
            let isFuture = zone.instant(of: end) > now + .hours(2)
            return end <= span.end(from: start) && !(limit == .spanAndAge && isOld) && (looksAhead || !isFuture)
        }
    }

    /// Every question about half a year.
    private static func probes() throws -> [Probe] {
        try ProbeCatalogue.load().filter { probe in
            probe.tells.contains { ["historySpan", "historyLimit"].contains($0.key) }
        }
    }

    /// What is left of the spans after these questions.
    private func left(of reading: Reading, on day: CivilDate, by probes: [Probe]) -> [String] {
        let now = Self.zone.startOfDay(day) + .hours(16)
        let setup = KnownSubject.setup()
        let facts = Facts(Conversation(in: Self.zone), of: setup)
        var script = Script()
        for step in probes.flatMap(\.steps) {
            guard case .call(let form) = step.act,
                let request = form.request(at: now, for: setup, with: .init(), given: facts)
            else { continue }
            script.step(step.label)
            let isAccepted = reading.accepts(request, at: now)
            for _ in 1...(isAccepted ? 1 : Conversation.attemptsOfRefusal) {
                script.ask(form.endpoint, request.body, at: now.milliseconds)
                script.reply(isAccepted ? 200 : 500, msg: isAccepted ? "" : "no", at: now.milliseconds)
            }
            script.add(.stepEnd(.init(0)))
        }
        let talk = Conversation(script.events, in: Self.zone)
        let judge = FingerprintCatalogue.all.filter { $0.name == "historySpan" }
        return Narrowing.left(of: Dialect.HistorySpan.allCases.map(\.rawValue), by: judge.flatMap { $0.judge(talk) })
    }

    @Test(
        "each length is told on every day, whether age is limited or not",
        arguments: Dialect.HistorySpan.allCases,
        [Dialect.HistoryLimit.span, .spanAndAge]
    )
    func everyDay(span: Dialect.HistorySpan, limit: Dialect.HistoryLimit) throws {
        let (probes, reading) = (try Self.probes(), Reading(span: span, limit: limit))
        for day in Self.days {
            #expect(left(of: reading, on: day, by: probes) == [span.rawValue], "on \(day)")
        }
    }

    @Test(
        "a HES that takes no end in the future is told too, where age is not limited",
        arguments: Dialect.HistorySpan.allCases
    )
    func past(span: Dialect.HistorySpan) throws {
        let (probes, reading) = (try Self.probes(), Reading(span: span, limit: .span, looksAhead: false))
        for day in Self.days {
            #expect(left(of: reading, on: day, by: probes) == [span.rawValue], "on \(day)")
        }
    }

    @Test(
        "a whole run tells them apart at a date from which six months are 184 days",
        arguments: Dialect.HistorySpan.allCases
    )
    func run(span: Dialect.HistorySpan) async throws {
        var world = KnownSubject.World()
        world.start = "2024-09-03 12:00:00"
        var dialect = Dialect()
        dialect.historySpan = span
        let findings = try await KnownSubject.run(dialect, world: world).findings

        #expect(findings["historySpan"]?.observed == span.rawValue, "\(findings["historySpan"]?.left ?? [])")
        #expect(KnownSubject.wrong(findings, under: dialect) == [])
    }
}

extension ProbeRequest {
    fileprivate func civil(_ field: String) -> CivilTime? {
        body.member(field)?.value.string.flatMap { CivilTime(parsing: $0) }
    }
}
