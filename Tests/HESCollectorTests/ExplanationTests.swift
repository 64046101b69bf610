import HESCollector
import HESSimulation
import SimulationKernel
import Testing

@Suite("What explains a difference")
struct ExplanationTests {
    private static let noon = Shared.instant("2024-07-11 12:00:00")

    private static func span() -> RuleTime {
        var when = RuleTime()
        (when.from, when.until) = (noon, noon + .hours(1))
        return when
    }

    private func explains(
        _ reach: StoryFailure.Reach,
        of devAddr: String = "1",
        at stamp: SimulatedInstant = noon,
        isHistoryComplete: Bool = true
    ) -> Bool {
        StoryFailure(name: "rule 'it'", reach: reach) { $0 == "1" }.explainsRow(
            of: devAddr,
            at: stamp,
            isHistoryComplete: isHistoryComplete,
            now: Self.noon + .days(1)
        )
    }

    @Test("a rule about rows explains those of its meters and stamps, and no others")
    func rows() {
        #expect(explains(.rows(Self.span())))
        #expect(!explains(.rows(Self.span()), of: "2"))
        #expect(!explains(.rows(Self.span()), at: Self.noon + .hours(1)))
        #expect(!explains(.rows(Self.span()), at: Self.noon - .minutes(15)))
    }

    @Test("a silent meter is no excuse while history has the row")
    func silence() {
        #expect(!explains(.silence(Self.span())))
        #expect(explains(.silence(Self.span()), isHistoryComplete: false))
    }

    @Test("a lost answer or push explains no missing row: a good client survives it")
    func survived() {
        #expect(!explains(.survived, isHistoryComplete: false))
        #expect(!explains(.breaker(Self.span())))
    }

    @Test("a breaker is explained by rules about breakers alone")
    func breakers() {
        let refusing = StoryFailure(name: "rule 'it'", reach: .breaker(Self.span())) { $0 == "1" }

        #expect(refusing.explainsBreaker(of: "1"))
        #expect(!refusing.explainsBreaker(of: "2"))
        #expect(!StoryFailure(name: "rule 'it'", reach: .survived) { _ in true }.explainsBreaker(of: "1"))
    }

    @Test("values of one meter with one explanation are told together")
    func together() {
        var list = DifferenceList()
        for hour in 0..<3 { list.add(.missing, of: "1", at: Self.noon + .hours(Int64(hour)), because: ["rule 'a'"]) }
        list.add(.missing, of: "1", at: Self.noon, because: [])

        #expect(list.all.map(\.count) == [3, 1])
        #expect(list.all[0].last == Self.noon + .hours(2))
    }
}
