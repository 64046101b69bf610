import HESConformance
import HESContract
import JSON
import Testing

@Suite("Known failures and the exit code")
struct KnownFailingTests {
    private static let cases = (try? CaseCatalogue.load()) ?? []

    private static func result(
        _ id: String,
        _ verdict: Verdict,
        failed: [String] = [],
        passed: [String] = []
    ) -> CaseResult {
        let checks = (failed.map { ($0, CheckVerdict.fail) } + passed.map { ($0, .pass) }).map { name, verdict in
            CheckResult(check: name, level: .must, verdict: verdict, plane: .wire, expected: "e", actual: "a")
        }
        return CaseResult(
            caseID: id,
            pack: "default",
            level: id == "TOKEN-05" ? .should : .must,
            basis: .stated,
            obligation: "O1",
            clause: "§3",
            title: "t",
            verdict: verdict,
            cause: verdict == .fail ? .assertion : nil,
            reason: "r",
            checks: checks
        )
    }

    private static func known(_ id: String, check: String? = nil, until: String = "2026-12-31") -> KnownFailing {
        KnownFailing(client: "acme", entries: [.init(caseID: id, check: check, reason: "r", until: until)])
    }

    @Test("a file comes back as it was written")
    func roundTrip() throws {
        let known = KnownFailing(
            client: "acme",
            entries: [.init(caseID: "READ-01", check: "rows", reason: "r", issue: "#1", until: "2026-12-31")]
        )
        var writer = JSONWriter()
        writer.node(known.json)
        #expect(try KnownFailing(writer.bytes, file: "known.json", cases: Self.cases) == known)
    }

    @Test("a file with an unknown case, check, key or day is refused, with every problem")
    func refused() {
        let text = #"""
            { "format": 2, "client": "c", "entries": [ { "case": "READ-91", "reason": "r", "until": "soon" },
              { "case": "READ-01", "check": "rowz", "reason": "r", "until": "2026-12-31", "isue": "#1" } ] }
            """#
        let error = #expect(throws: CaseProblems.self) {
            try KnownFailing(Array(text.utf8), file: "known.json", cases: Self.cases)
        }
        #expect(error?.problems.count == 5)
        #expect(error?.description.contains("did you mean 'rows'?") ?? false)
    }

    @Test("a failure with an entry is expected, without one unexpected")
    func expected() {
        let results = [
            Self.result("READ-01", .fail, failed: ["rows"]), Self.result("READ-02", .fail, failed: ["rows"]),
        ]
        let application = Self.known("READ-01").apply(to: results, today: "2026-01-01")
        #expect(application.expected == ["READ-01"])
        #expect(application.unexpected == ["READ-02"])
        #expect(application.stale.isEmpty)
    }

    @Test("an entry of one check does not expect another to fail")
    func oneCheck() {
        let known = Self.known("READ-01", check: "rows")
        let one = known.apply(to: [Self.result("READ-01", .fail, failed: ["rows"])], today: "2026-01-01")
        let two = known.apply(to: [Self.result("READ-01", .fail, failed: ["rows", "again"])], today: "2026-01-01")
        #expect(one.expected == ["READ-01"])
        #expect(two.unexpected == ["READ-01"])
    }

    @Test("an entry that does not fail any more, or is past its day, is stale")
    func stale() {
        let pass = [Self.result("READ-01", .pass, passed: ["rows"])]
        let fail = [Self.result("READ-01", .fail, failed: ["rows"])]
        #expect(Self.known("READ-01").apply(to: pass, today: "2026-12-31").stale.count == 1)
        #expect(Self.known("READ-01", check: "rows").apply(to: pass, today: "2026-12-31").stale.count == 1)
        #expect(Self.known("READ-01").apply(to: fail, today: "2026-12-31").stale.isEmpty)

        let past = Self.known("READ-01").apply(to: fail, today: "2027-01-01")
        #expect(past.stale.count == 1)
        #expect(past.unexpected == ["READ-01"])
        #expect(Self.known("READ-01").apply(to: [], today: "2026-12-31").stale.isEmpty)
    }

    @Test("the exit code: worst wins, 4 > 2 > 1 > 3 > 0")
    func exitCode() {
        let pass = Self.result("READ-01", .pass)
        let fail = Self.result("READ-02", .fail, failed: ["rows"])
        let open = Self.result("READ-09", .inconclusive)
        let error = Self.result("COLL-01", .error)

        #expect(ExitCode([pass]) == .passed)
        #expect(ExitCode([]) == .incomplete)
        #expect(ExitCode([pass, open]) == .incomplete)
        #expect(ExitCode([pass, Self.result("READ-09", .unimplemented)]) == .incomplete)
        #expect(ExitCode([pass, Self.result("RELAY-01", .notApplicable)]) == .passed)
        #expect(ExitCode([Self.result("RELAY-01", .notApplicable)]) == .incomplete)
        #expect(ExitCode([pass, Self.result("TOKEN-05", .warn)]) == .passed)
        #expect(ExitCode([pass, Self.result("TOKEN-05", .inconclusive)]) == .passed)
        #expect(ExitCode([open, fail]) == .failed)
        #expect(ExitCode([open, fail], isUsageWrong: true) == .usage)
        #expect(ExitCode([error, fail], isUsageWrong: true) == .suite)
    }

    @Test("an expected failure changes the exit code, a stale entry too")
    func exitCodeWithEntries() {
        let results = [Self.result("READ-01", .pass), Self.result("READ-02", .fail, failed: ["rows"])]
        #expect(ExitCode(results, known: Self.known("READ-02").apply(to: results, today: "2026-01-01")) == .passed)
        #expect(ExitCode(results, known: Self.known("READ-01").apply(to: results, today: "2026-01-01")) == .failed)
        #expect(
            ExitCode([results[0]], known: Self.known("READ-01").apply(to: [results[0]], today: "2026-01-01")) == .failed
        )
    }
}
