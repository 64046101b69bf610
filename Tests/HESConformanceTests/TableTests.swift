import HESConformance
import Testing

@Suite("Tables over the catalogue")
struct TableTests {
    private static let cases = (try? CaseCatalogue.load()) ?? []
    private static let checks = cases.flatMap { one in one.checks.map { "\(one.id)/\($0.id)" } }

    @Test("every must case is there")
    func musts() {
        let musts = """
            TOKEN-01 TOKEN-02 TOKEN-03 TOKEN-04 TOKEN-10 FORM-01 FORM-02 FORM-03 FORM-04 FORM-05 FORM-07 ENV-01 HIST-01
            HIST-07 PUSH-01 PUSH-02 PUSH-03 PUSH-17 READ-01 READ-02 READ-09 COLL-01 COLL-02 COLL-03 RELAY-01 RELAY-02
            RELAY-09 ARCH-01 ARCH-06 FORM-08 FORM-09 FORM-10 TRUTH-01 TRUTH-02 TRUTH-03 TRUTH-04 TRUTH-05
            """
        let words = musts.split { $0 == " " || $0 == "\n" }.map(String.init)
        #expect(Self.cases.filter { $0.level == .must }.map(\.id).sorted() == words.sorted())
    }

    @Test("every clause is mapped, to checks that there are, and every check is named")
    func coverage() {
        #expect(ClauseCoverage.problems(cases: Self.cases) == [])
    }

    @Test("the mapping can fail: an unmapped obligation, a check of no clause")
    func coverageFails() {
        let rows = ClauseCoverage.rows.filter { $0.clause != "O11" && !$0.checks.contains("READ-01/again") }
        let problems = ClauseCoverage.problems(of: rows, cases: Self.cases)
        #expect(problems.contains("O11 is not mapped"))
        #expect(problems.contains("no clause names the check READ-01/again"))
    }

    @Test("every case's defects are pinned to a check of that case", arguments: cases)
    func defects(testCase: Case) throws {
        for mutant in testCase.mutants {
            let fails = try #require(DefectTable.fails(of: mutant), "\(mutant) is not in the table")
            #expect(fails.contains { $0.hasPrefix("\(testCase.id)/") }, "\(mutant) does not fail \(testCase.id)")
        }
    }

    @Test(
        "every pinned check is one of the catalogue, or a crash or time-out",
        arguments: DefectTable.all.map(\.defect)
    )
    func pinned(defect: String) throws {
        let fails = try #require(DefectTable.fails(of: defect))
        for name in fails where !name.hasSuffix("/crash") && !name.hasSuffix("/timeout") {
            #expect(Self.checks.contains(name), "\(defect): \(name)")
        }
        #expect(Set(fails).count == fails.count)
        #expect(Self.cases.contains { $0.mutants.contains(defect) }, "no case names \(defect)")
    }

    @Test("a defect that fails less is silent, one that fails more is collateral")
    func comparison() {
        var result = CaseResult(
            caseID: "READ-02",
            pack: "default",
            level: .must,
            basis: .stated,
            obligation: "O11",
            clause: "§3.3.3",
            title: "t",
            verdict: .fail,
            cause: .crash
        )
        result.checks = [
            CheckResult(check: "rows", level: .must, verdict: .fail, plane: .report, expected: "e", actual: "a")
        ]

        let exact = DefectComparison(defect: "d", pinned: ["READ-02/crash", "READ-02/rows"], results: [result])
        let other = DefectComparison(defect: "d", pinned: ["READ-02/crash", "READ-01/rows"], results: [result])

        let race = DefectComparison(defect: "d", pinned: ["READ-02/crash"], races: ["READ-02/rows"], results: [result])
        let none = DefectComparison(defect: "d", pinned: ["READ-02/crash"], results: [result])

        #expect(exact.isExact)
        #expect(race.isExact)
        #expect(none.collateral == ["READ-02/rows"])
        #expect(other.cases == ["READ-01", "READ-02"])
        #expect(other.silent == ["READ-01/rows"])
        #expect(other.collateral == ["READ-02/rows"])
        #expect(other.problems.count == 2)
    }
}
