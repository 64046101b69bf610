import HESConformance
import HESContract
import HESVerificationRunner
import JSON
import SimulationKernel
import Testing

@testable import HESVerification

@Suite("Findings")
struct FindingTests {
    @Test("what is no listed value is told, and is not against the contract")
    func unlisted() async throws {
        let webToken: @Sendable (WireReply, WireRequest) -> WireReply = { reply, request in
            var reply = reply
            guard request.endpoint == .getToken else { return reply }
            let text = String(decoding: reply.body, as: UTF8.self)
            reply.body = Array(text.replacing(/"token":"/, with: #""token":"a.b.c"#).utf8)
            return reply
        }
        let strip: SimulatedHES.Mutation = .init(reply: webToken, tokenPrefix: "a.b.c")
        let findings = try await KnownSubject.run(Dialect(), mutation: strip).findings

        #expect(findings.exitCode == 0)
        #expect(findings["tokenForm"]?.told == "no listed value: a token of another form")
        #expect(findings["tokenRenewal"]?.left == ["sliding", "onUse"])
    }

    @Test("another tenant in the topics of §3.6 to §3.9 alone is the pack literal's form")
    func foreignTenant() async throws {
        var dialect = Dialect()
        dialect.topicTenant = .foreignAsExample
        let findings = try await KnownSubject.run(dialect).findings

        #expect(findings["topicTenant"]?.observed == Dialect.TopicTenant.foreignAsExample.rawValue)
        #expect(KnownSubject.wrong(findings, under: dialect) == [])
    }

    @Test("a wrong zone is suspected by the stamps of daily rows")
    func wrongZone() async throws {
        var setup = KnownSubject.setup()
        setup.zone = WorldZone(name: "+03:00", initialOffset: .hours(3))
        let findings = try await KnownSubject.run(Dialect(), setup: setup).findings

        #expect(findings["freezeStamp"]?.told.hasSuffix("is --time-zone right?") == true)
    }

    @Test("without a DCU and leave to write, the reasons name the flags that would tell more")
    func reasons() async throws {
        var setup = KnownSubject.setup()
        setup.dcus = []
        let findings = try await KnownSubject.run(Dialect(), setup: setup).findings

        #expect(findings["archiveForm"]?.missing.contains("--writes archive") == true)
        #expect(findings["unknownDcu"]?.observed == "rejectsCall")
        #expect(findings["topicForm"]?.observed == "bare")
        #expect(findings["pushOverflow"]?.missing == Missing.limits["pushOverflow"])
    }

    @Test(
        "where the default is ruled out and several values are left, a scenario gets the first, and the report says so"
    )
    func choice() async throws {
        let outcome = try await KnownSubject.run(KnownSubject.dialect("backfill", value: "never"))
        let findings = outcome.findings
        let scenario = findings.scenario(outcome.talk, of: KnownSubject.setup(), zoneName: "+08:00")
        let tenant = scenario.member("tenants")?.value.elements?.first

        #expect(findings["backfill"]?.left == ["delayed", "never"])
        #expect(findings.dialect.member("backfill")?.value.string == "delayed")
        #expect(findings.dialect.member("pushTiming") == nil, "the default is among those left")
        #expect(findings["backfill"]?.missing.contains("dialect.json has delayed, which is a choice") == true)
        #expect(findings.results.contains { $0.caseID == "SWITCH-backfill" && $0.reason.contains("is a choice") })
        #expect(tenant?.member("note")?.value.string?.contains("backfill (delayed, never)") == true)
        #expect(tenant?.member("dialect")?.value.prettyPrinted == findings.dialect.prettyPrinted)
    }

    @Test("the next probe tells most open switches a call; writing and waiting come last")
    func planner() throws {
        let planner = ProbePlanner(try ProbeCatalogue.load())
        let setup = KnownSubject.setup(writes: true, isSlow: true)
        let talk = Conversation(in: setup.zone)
        func next(_ open: [String], done: [String] = []) -> String? {
            planner.next(done: done, open: open, talk: talk, of: setup)?.id
        }

        #expect(next(DialectCatalogue.all.map(\.name)) == "DAILY")
        #expect(next(["tokenPlace"]) == "TOKEN-BODY")
        #expect(next(["tokenPlace"], done: ["TOKEN-BODY", "TOKEN-HEADER"]) == "REMOVE-HEADER")
        #expect(next(["tokenRenewal"], done: ["TOKEN-AGAIN"]) == "TOKEN-LIFE")
        #expect(next([], done: ["RELAY"]) == nil)
    }

    @Test("evidence judged again says the same")
    func again() async throws {
        let outcome = try await KnownSubject.run(KnownSubject.dialect("topicForm", value: "asTable"))
        let setup = try #require(RunHeader.setup(of: outcome.events))
        let done = RunHeader.probes(of: outcome.events)
        let probes = try ProbeCatalogue.load()
        let findings = Findings(Conversation(outcome.events), probes: probes, done: done, of: setup)

        #expect(done == outcome.done)
        #expect(findings.results == outcome.findings.results)
    }
}
