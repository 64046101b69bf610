import HESContract
import JSON
import Testing

@testable import HESConformance

@Suite("Invariants of an observation")
struct InvariantTests {
    private static func result(_ id: String, on events: [EvidenceEvent]) throws -> CaseResult {
        try #require(Observation.judge(events, for: [id]).first)
    }

    @Test("each judges its traces as it should", arguments: InvariantTrace.all)
    func traces(trace: InvariantTrace) throws {
        let result = try Self.result(trace.id, on: trace.events())
        let check = try #require(result.checks.first)

        switch trace.expected {
        case .holds: #expect(result.verdict == .pass, "\(result.reason)")
        case .broken(let first, let second):
            #expect(result.verdict == (result.level == .must ? .fail : .warn))
            #expect(
                Array(check.events.prefix(first == second ? 1 : 2)) == (first == second ? [first] : [first, second])
            )
            #expect(check.actual.contains("#\(first)") && check.actual.contains("#\(second)"))
            #expect(!result.hint.isEmpty)
        case .nothingSeen: #expect(result.verdict == .inconclusive)
        }
    }

    @Test("each has a trace that holds and one that is broken", arguments: InvariantCatalogue.all)
    func bothWays(invariant: Invariant) {
        let expected = InvariantTrace.all.filter { $0.id == invariant.id }.map(\.expected)

        #expect(expected.contains(.holds))
        #expect(expected.contains { if case .broken = $0 { true } else { false } })
    }

    @Test("without traffic nothing holds: each is inconclusive, with a reason", arguments: InvariantCatalogue.all)
    func silence(invariant: Invariant) throws {
        let silent = InvariantTrace(invariant.id, "silence", .nothingSeen) { _ in }
        let result = try Self.result(invariant.id, on: silent.events())

        #expect(result.verdict == .inconclusive)
        #expect(result.checks.first?.verdict == .notReached)
        #expect(!result.reason.isEmpty)
    }

    @Test(
        "on a clock that leaps pauses are not observable, and a pass is none",
        arguments: ["OBS-17", "OBS-18", "OBS-19"]
    )
    func leaping(id: String) throws {
        let broken = try #require(InvariantTrace.all.first { $0.id == id && $0.expected != .holds })
        let result = try Self.result(id, on: broken.events(clock: "auto"))

        #expect(result.verdict == .inconclusive)
        #expect(result.checks.first?.verdict == .notObservable)
    }

    @Test("pauses are real seconds: an hour in a second is a storm, though the logins are ten minutes apart")
    func scaled() throws {
        let trace = InvariantTrace("OBS-17", "six logins in an hour", .holds) {
            for _ in 0..<6 {
                $0.login()
                $0.wait(milliseconds: 600000)
            }
        }

        #expect(try Self.result("OBS-17", on: trace.events()).verdict == .pass)
        #expect(try Self.result("OBS-17", on: trace.events(clock: "x3600")).verdict == .warn)
    }

    @Test("an unheard result says which topic was published, and which filters there were")
    func unheard() throws {
        let trace = try #require(InvariantTrace.results.first { $0.name == "subscribed to another topic" })
        let actual = try #require(Self.result("OBS-14", on: trace.events()).checks.first?.actual)

        #expect(actual.contains("published on /t/P1, and the clients were subscribed to /t/P1/#/#"))
    }

    @Test("a must has an obligation of the document behind it, and practice is never must")
    func levels() {
        for invariant in InvariantCatalogue.all {
            #expect((invariant.obligation == "practice") == (invariant.basis == .practice), "\(invariant.id)")
            #expect(invariant.basis != .practice || invariant.level == .should, "\(invariant.id)")
            #expect(!invariant.allowed.isEmpty && !invariant.hint.isEmpty, "\(invariant.id)")
        }
        let ids = InvariantCatalogue.all.map(\.id)
        #expect(ids == (1...ids.count).map { $0 < 10 ? "OBS-0\($0)" : "OBS-\($0)" })
    }

    @Test("evidence that is not whole is a fault of the suite, and no verdict on the system")
    func broken() throws {
        let events = InvariantTrace("OBS-01", "", .holds) { $0.read() }.events()

        #expect(try Self.result("OBS-01", on: Array(events.dropLast())).verdict == .error)
        #expect(try Self.result("OBS-01", on: Array(events.dropFirst())).verdict == .error)
        #expect(try Self.result("OBS-01", on: Array(events.prefix(1) + events.dropFirst(2))).verdict == .error)
    }
}
