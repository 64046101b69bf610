import HESConformance
import HESContract
import JSON
import Testing

@Suite("The catalogue of cases")
struct CatalogueTests {
    @Test("every case file in the program can be taken")
    func loads() throws {
        #expect(try CaseCatalogue.loadForms().count == CaseCatalogue.files.count)
    }

    @Test("every file of the folder is a case, in the order of the catalogue")
    func order() throws {
        let ids = """
            TOKEN-01 TOKEN-02 TOKEN-03 TOKEN-04 TOKEN-05 TOKEN-06 TOKEN-07 TOKEN-08 TOKEN-09 TOKEN-10
            FORM-01 FORM-02 FORM-03 FORM-04 FORM-05 FORM-06 FORM-07 FORM-08 FORM-09 FORM-10 FORM-11
            ENV-01 ENV-02 ENV-03 ENV-04 ENV-05 ENV-06 ENV-07
            HIST-01 HIST-02 HIST-03 HIST-04 HIST-05 HIST-06 HIST-07 HIST-08 HIST-09 HIST-10 HIST-11
            PUSH-01 PUSH-02 PUSH-03 PUSH-04 PUSH-05 PUSH-06 PUSH-07 PUSH-08
            PUSH-09 PUSH-10 PUSH-11 PUSH-12 PUSH-13 PUSH-14 PUSH-15 PUSH-16 PUSH-17 PUSH-18 PUSH-19 READ-01 READ-02 READ-03
            READ-04 READ-05 READ-06 READ-07 READ-08 READ-09 READ-10 READ-11 COLL-01 COLL-02 COLL-03 COLL-04 COLL-05 COLL-06 COLL-07
            COLL-08 COLL-09 COLL-10 COLL-11 COLL-12 COLL-13 COLL-14 RELAY-01 RELAY-02 RELAY-03 RELAY-04 RELAY-05 RELAY-06 RELAY-07
            RELAY-08 RELAY-09 RELAY-10 RELAY-11 ARCH-01 ARCH-02 ARCH-03 ARCH-04 ARCH-05 ARCH-06
            TRUTH-01 TRUTH-02 TRUTH-03 TRUTH-04 TRUTH-05
            """
        #expect(try CaseCatalogue.load().map(\.id) == ids.split { $0 == " " || $0 == "\n" }.map(String.init))
    }

    @Test("a version has each case once", arguments: CatalogueVersion.allCases)
    func forms(version: CatalogueVersion) throws {
        let ids = try CaseCatalogue.load(version).map(\.id)
        #expect(Set(ids).count == ids.count)
    }

    @Test("a case of a later version is not in an earlier one, and an older form not in a later one")
    func versions() throws {
        let older = try #require(try CaseCatalogue.load(.first).first { $0.id == "FORM-04" })
        let newer = try #require(try CaseCatalogue.load(.second).first { $0.id == "FORM-04" })

        #expect((older.fileName, older.until) == ("FORM-04-2026-1", .first))
        #expect((newer.fileName, newer.since) == ("FORM-04", .second))
        #expect(newer.steps.count > older.steps.count)
    }

    @Test("the mapping of an older version names only its own checks")
    func coverage() throws {
        let cases = try CaseCatalogue.load(.first)
        let known = cases.flatMap { one in one.checks.map { "\(one.id)/\($0.id)" } }
        let rows = ClauseCoverage.rows(of: cases)

        #expect(Set(rows.flatMap(\.checks)) == Set(known))
        #expect(rows.allSatisfy { !$0.checks.isEmpty || !($0.excluded ?? "").isEmpty })
        #expect(rows.count == ClauseCoverage.rows.count)
    }

    @Test("a step that is repeated is as many steps, none of which says so")
    func repeated() throws {
        let testCase = try #require(try CaseCatalogue.load().first { $0.id == "TOKEN-02" })

        #expect(testCase.steps.count == 20)
        #expect(testCase.steps.count { $0.operation == .history } == 16)
        #expect(testCase.steps.allSatisfy { $0.source.member("repeat") == nil })
    }

    @Test("the canary can be taken")
    func canary() throws {
        #expect(try CaseCatalogue.loadCanary().id == "CANARY-01")
    }
}
