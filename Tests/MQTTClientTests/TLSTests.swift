import Foundation
import MQTTClient
import MQTTTestSupport
import Testing

@Suite(.timeLimit(.minutes(1)))
struct TLSTests {
    @Test("a message is published over TLS to a broker whose certificate is trusted")
    func publishesOverTLS() async throws {
        try await withTLSBroker { broker, certificate in
            var configuration = broker.configuration("client")
            configuration.tls = MQTTTLSOptions(caFile: certificate)

            try await RecordingClient.with(configuration) { client in
                try await client.client.subscribe("/a")
                try await client.client.publish(MQTTMessage("/a", "sealed"))
                #expect(try await client.received("/a") == MQTTMessage("/a", "sealed"))
            }
        }
    }

    @Test("a certificate that nobody vouches for is refused with the code tlsFailed")
    func untrustedCertificateIsRefused() async throws {
        try await withTLSBroker { broker, certificate in
            let other = certificate.replacing("certificate.pem", with: "other.pem")
            try createCertificate(other)
            var configuration = broker.configuration("client")
            configuration.tls = MQTTTLSOptions(caFile: other)

            try await RecordingClient.with(configuration) { client in
                let reason = try await client.event { event -> MQTTError? in
                    guard case .connectionFailed(let reason) = event, reason.code == .tlsFailed else { return nil }
                    return reason
                }
                #expect(reason.code == .tlsFailed)
            }
        }
    }

    @Test("a broker that is started later is reached over TLS without waiting for the keep-alive")
    func lateBrokerIsReached() async throws {
        try await withTLSBroker(startsAtOnce: false) { broker, certificate in
            var configuration = broker.configuration("client")
            configuration.tls = MQTTTLSOptions(caFile: certificate)

            try await RecordingClient.with(configuration) { client in
                _ = try await client.event { event -> Bool? in
                    if case .connectionFailed = event { true } else { nil }
                }
                try await broker.start()
                try await client.client.waitUntilConnected(within: .seconds(10))
            }
        }
    }

    private func withTLSBroker(
        startsAtOnce: Bool = true,
        _ body: (TestBroker, String) async throws -> Void
    ) async throws {
        try await TestBroker.with(
            settings: ["allow_anonymous true", "certfile {}/certificate.pem", "keyfile {}/certificate.pem.key"]
        ) { broker in
            let certificate = broker.directory.appending(path: "certificate.pem").path
            try createCertificate(certificate)
            if startsAtOnce { try await broker.start() }
            try await body(broker, certificate)
        }
    }

    /// Signed by itself, its key beside it.
    private func createCertificate(_ file: String) throws {
        try ChildProcess.runToEnd(
            "openssl",
            [
                "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
                "-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1",
                "-keyout", "\(file).key", "-out", file,
            ]
        )
    }
}
