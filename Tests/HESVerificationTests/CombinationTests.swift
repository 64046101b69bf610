import HESContract
import HESVerification
import HESVerificationRunner
import SimulationKernel
import Testing

@Suite("Dialects drawn by seed")
struct CombinationTests {
    /// Each switch has its default in two of three cases, or any of its values.
    static func drawn(_ seed: UInt64) -> Dialect {
        let hash = SeededHash(seed: 21).about(seed)
        var dialect = Dialect()
        for (place, known) in DialectCatalogue.all.enumerated() {
            let own = hash.about(UInt64(place))
            guard own.index(below: 3) == 0 else { continue }
            known.set(&dialect, to: known.values[own.about(1).index(below: known.values.count)])
        }
        return dialect
    }

    @Test("200 of them: never a wrong value, and nothing that fits no reading", arguments: UInt64(1)...200)
    func combination(seed: UInt64) async throws {
        let dialect = Self.drawn(seed)
        var setup = KnownSubject.setup(writes: seed % 2 == 0, isSlow: seed % 4 == 0)
        // Few meters, or no DCU: less can be told, and nothing false.
        if seed % 5 == 0 { setup.meters = Array(setup.meters.prefix(Int(seed % 3) + 1)) }
        if seed % 7 == 0 { setup.dcus = [] }
        let world = seed % 3 == 0 ? KnownSubject.World() : .drawn(seed)
        let outcome = try await KnownSubject.run(dialect, setup: setup, world: world, seed: Int(seed))
        let findings = outcome.findings

        #expect(KnownSubject.accused(outcome.events) == [])
        #expect(KnownSubject.wrong(findings, under: dialect) == [])
        #expect(!findings.isBroken, "\(findings.rules.filter(\.isBroken).map { ($0.id, $0.seen) })")
        #expect(findings.observedCount >= 20, "\(findings.observedCount) observed")
    }

    /// Answers late, results late and lost and doubled, one call in twenty refused for no reason.
    private static let troubles = [
        #"[{"effect": {"type": "replyCode"}, "when": {"probability": 0.05}}]"#,
        #"[{"effect": {"type": "pushDrop"}, "when": {"probability": 0.2}}]"#,
        #"[{"effect": {"type": "pushDuplicate", "copies": 2}}]"#,
        #"[{"effect": {"type": "pushDelay", "delay": "10s"}}, {"effect": {"type": "replyDelay", "delay": "3s"}}]"#,
    ]

    @Test("under faults it says less, and nothing false", arguments: UInt64(1)...40)
    func faults(seed: UInt64) async throws {
        let dialect = seed % 3 == 0 ? Dialect() : Self.drawn(seed &+ 1000)
        let outcome = try await KnownSubject.run(
            dialect,
            setup: KnownSubject.setup(writes: seed % 5 == 0),
            world: .drawn(seed),
            seed: Int(seed),
            faults: Self.troubles[Int(seed % 4)]
        )

        #expect(KnownSubject.accused(outcome.events) == [])
        #expect(KnownSubject.wrong(outcome.findings, under: dialect) == [])
        #expect(!outcome.findings.isBroken, "\(outcome.findings.rules.filter(\.isBroken).map { ($0.id, $0.seen) })")
    }
}
