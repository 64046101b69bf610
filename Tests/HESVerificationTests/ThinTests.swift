import HESConformance
import HESContract
import HESVerification
import HESVerificationRunner
import Testing

@Suite("A run")
struct RunTests {
    @Test("a HES in the default dialect is observed, within its calls, and without a secret in the evidence")
    func defaults() async throws {
        let outcome = try await KnownSubject.run(Dialect())
        let text = outcome.events.map { String(decoding: $0.line, as: UTF8.self) }.joined(separator: "\n")
        for finding in outcome.findings.switches { print(finding.key, "→", finding.told, "|", finding.seen, "|", finding.missing) }
        for rule in outcome.findings.rules { print(rule.id, rule.isHeld, rule.seen) }
        print("calls", outcome.calls, outcome.done)

        #expect(outcome.findings.exitCode == 0)
        #expect(outcome.calls <= 80)
        #expect(!text.contains("secret-password") && !text.contains("secret-key-of-16") && !text.contains("eyJleHAiOjE3"))
    }
}
