import Foundation
import MQTTClient
import MQTTTestSupport
import Testing

@Suite(.timeLimit(.minutes(1)))
struct AuthenticationTests {
    @Test("the right password connects")
    func rightPasswordConnects() async throws {
        try await withPasswordBroker { configuration in
            try await RecordingClient.with(configuration) { client in
                try await client.client.waitUntilConnected(within: .seconds(20))
            }
        }
    }

    @Test("a wrong password ends the wait for the connection at once with the code notAuthorized")
    func wrongPasswordIsRefused() async throws {
        try await withPasswordBroker { configuration in
            var configuration = configuration
            configuration.password = "wrong"

            try await RecordingClient.with(configuration) { client in
                let reason = try await client.event { event -> MQTTError? in
                    guard case .connectionFailed(let reason) = event, reason.code == .notAuthorized else { return nil }
                    return reason
                }

                #expect(reason.code == .notAuthorized)
                let error = await #expect(throws: MQTTError.self) {
                    try await client.client.waitUntilConnected(within: .seconds(20))
                }
                #expect(error?.code == .notAuthorized)
            }
        }
    }

    private func withPasswordBroker(_ body: (MQTTConfiguration) async throws -> Void) async throws {
        try await TestBroker.with(settings: ["allow_anonymous false", "password_file {}/passwords"]) { broker in
            let file = broker.directory.appending(path: "passwords").path
            try ChildProcess.runToEnd("mosquitto_passwd", ["-b", "-c", file, "user", "secret"])
            try await broker.start()
            var configuration = broker.configuration("client")
            configuration.username = "user"
            configuration.password = "secret"
            try await body(configuration)
        }
    }
}
