import HESClientDriver
import HESConformance
import Testing

@testable import HESConformanceRunner

@Suite("What the self-test says of drivers that are no clients")
struct SelfTestTests {
    private static func problems(
        of driver: String,
        _ verdicts: [Verdict],
        startFailure: String? = nil
    ) throws -> [String] {
        let cases = try CaseCatalogue.load()
        let played = zip(cases, verdicts).map { testCase, verdict in
            let result = CaseResult(of: testCase, pack: "default", verdict: verdict, reason: "")
            return PlayedCase(result: result, events: [], elapsed: .zero)
        }
        let options = RunOptions(command: ClientCommand(program: driver), jobs: 1)
        return SelfTest.problems(
            of: driver,
            in: SuiteOutcome(played: played, startFailure: startFailure),
            options: options
        )
    }

    @Test("one that fails every case is none")
    func good() throws {
        #expect(try Self.problems(of: "liar", [.fail, .inconclusive]) == [])
    }

    @Test("one that passes a case is, and one that was not started or did not come to a case")
    func problems() throws {
        let ids = try CaseCatalogue.load().prefix(2).map(\.id)

        #expect(try Self.problems(of: "liar", [.fail, .pass]) == ["liar passes \(ids[1])"])
        #expect(try Self.problems(of: "liar", [.fail, .notRun]) == ["liar did not come to \(ids[1])"])
        #expect(
            try Self.problems(of: "dead", [], startFailure: "no such file")
                == ["dead was not started: no such file"]
        )
    }

    @Test("one that hangs stops at the canary, and need not come further")
    func hanging() throws {
        #expect(try Self.problems(of: "hanger", [.notRun, .notRun]) == [])
    }
}
