import HESContract
import HESVerification
import HESVerificationRunner
import Testing

@Suite("The most calls of a run")
struct CallBoundTests {
    /// Without a bound of its own.
    private func setup(writes: Bool) -> VerificationSetup {
        var setup = KnownSubject.setup(writes: writes, isSlow: writes)
        setup.maxCalls = 10_000
        return setup
    }

    @Test(
        "no run makes more than a dry run says, however often calls are refused",
        arguments: ["0", "0.5", "1"],
        [false, true]
    )
    func bound(probability: String, writes: Bool) async throws {
        let probes = try ProbeCatalogue.load()
        let setup = setup(writes: writes)
        let refusals =
            #"[{"match": {"endpoint": ["readSingle", "historySingle", "historyFrozen", "readFrozen", "readArchive"]}, "#
            + #""effect": {"type": "replyCode"}, "when": {"probability": \#(probability)}}]"#
        let outcome = try await KnownSubject.run(Dialect(), setup: setup, faults: refusals)

        #expect(outcome.calls <= CallBound.calls(of: probes, for: setup))
    }

    @Test("what flags leave out is not counted, and --max-calls is never exceeded")
    func flags() throws {
        let probes = try ProbeCatalogue.load()
        let (reading, writing) = (setup(writes: false), setup(writes: true))
        var little = writing
        little.maxCalls = 5

        #expect(CallBound.calls(of: probes, for: reading) < CallBound.calls(of: probes, for: writing))
        #expect(CallBound.calls(of: probes, for: little) == 5)
        #expect(CallBound.calls(of: [], for: reading) == CallBound.mostLogins)
    }
}
