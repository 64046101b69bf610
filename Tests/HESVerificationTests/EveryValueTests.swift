import HESContract
import HESVerification
import HESVerificationRunner
import Testing

/// One switch with one value, all others by default.
struct Spoken: Sendable, CustomTestStringConvertible {
    let key: String
    let value: String

    var testDescription: String { "\(key) \(value)" }

    static let all = DialectCatalogue.all.flatMap { known in known.values.map { Spoken(key: known.name, value: $0) } }
}

@Suite("Every value of every switch")
struct EveryValueTests {
    /// What one evening of reading cannot tell, with what is left; the reasons stand in `Missing`.
    static let unobservable: [String: [String: [String]]] = [
        "pushOverflow": ["parts": [], "drop": [], "failure": []],
        "pushTiming": ["afterReply": ["afterReply", "immediate"]],
        "topicKey": ["asExample": ["asExample", "asTable"], "asTable": ["asExample", "asTable"]],
        "tokenRenewal": ["sliding": ["sliding", "onUse"], "onUse": ["sliding", "onUse"]],
        "tokenPlace": ["bodyOnly": ["bodyOnly", "asExample"], "asExample": ["bodyOnly", "asExample"]],
        "backfill": ["delayed": ["delayed", "never"], "never": ["delayed", "never"]],
        "archiveForm": ["either": [], "objects": [], "strings": []],
        "addUnknown": ["installs": [], "fails": [], "rejectsCall": []],
        "addElsewhere": ["moves": [], "fails": [], "rejectsCall": []],
    ]

    @Test("reading alone finds it, or says less, and never another", arguments: Spoken.all)
    func reading(spoken: Spoken) async throws {
        let dialect = KnownSubject.dialect(spoken.key, value: spoken.value)
        let outcome = try await KnownSubject.run(dialect)
        let findings = outcome.findings
        let finding = try #require(findings[spoken.key])

        #expect(KnownSubject.accused(outcome.events) == [])
        #expect(KnownSubject.wrong(findings, under: dialect) == [])
        #expect(findings.exitCode == 0 || spoken.key == "topicForm", "\(findings.rules.filter(\.isBroken).map(\.seen))")
        if let left = Self.unobservable[spoken.key]?[spoken.value] {
            #expect(finding.left.sorted() == (left.isEmpty ? finding.values : left).sorted(), "\(finding.seen)")
            #expect(!finding.missing.isEmpty)
        } else {
            #expect(finding.observed == spoken.value, "left \(finding.left): \(finding.seen); \(finding.missing)")
        }
    }

    @Test(
        "with leave to write and hours it finds the rest",
        arguments: Spoken.all.filter { spoken in
            unobservable[spoken.key]?[spoken.value] != nil && !["pushOverflow", "pushTiming"].contains(spoken.key)
        }
    )
    func writing(spoken: Spoken) async throws {
        let dialect = KnownSubject.dialect(spoken.key, value: spoken.value)
        let outcome = try await KnownSubject.run(dialect, setup: KnownSubject.setup(writes: true, isSlow: true))
        let finding = try #require(outcome.findings[spoken.key])

        #expect(KnownSubject.accused(outcome.events) == [])
        #expect(KnownSubject.wrong(outcome.findings, under: dialect) == [])
        #expect(finding.observed == spoken.value, "left \(finding.left): \(finding.seen); \(finding.missing)")
        #expect(outcome.findings.exitCode == 0, "\(outcome.findings.rules.filter(\.isBroken).map(\.seen))")
        #expect(outcome.calls <= 200)
    }
}
