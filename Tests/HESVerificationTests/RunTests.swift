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

        #expect(outcome.findings.exitCode == 0)
        #expect(outcome.calls <= 80)
        #expect(
            !text.contains("secret-password") && !text.contains("secret-key-of-16") && !text.contains("eyJleHAiOjE3")
        )
    }
}
