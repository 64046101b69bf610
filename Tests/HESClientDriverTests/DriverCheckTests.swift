import Foundation
import HESClientDriver
import Testing

@Suite("driver-check", .timeLimit(.minutes(3)))
struct DriverCheckTests {
    private func check(
        _ command: ClientCommand,
        patience: Duration = .seconds(60)
    ) async throws -> [DriverCheck.Finding] {
        try await DriverCheck(command, patience: patience).run()
    }

    /// The product stands beside the test bundle.
    private func nullDriver(_ name: String) throws -> ClientCommand {
        let products = URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent()
        let candidates = [products, Bundle.main.bundleURL].map { $0.appending(path: "hes-sim").path }
        let program = try #require(candidates.first(where: FileManager.default.isExecutableFile(atPath:)))
        return ClientCommand(program: program, arguments: ["conformance", "null-driver", name])
    }

    @Test("a driver that keeps to the protocol has nine steps without a problem")
    func good() async throws {
        let findings = try await check(Client.driver("refuses"))

        #expect(findings.exitCode == 0, "\(findings.text)")
        #expect(findings.count == 9)
        #expect(findings.allSatisfy { $0.grade == .ok }, "\(findings.text)")
    }

    @Test(
        "a driver that does not is told what and where",
        arguments: [
            (NullDriver.liar, "read where nothing listens: 'outcome' is \"ok\", though nothing listens"),
            (.connectsOnly, "read where nothing listens: 'outcome' is \"ok\", though nothing listens"),
            (.noisy, "stdout: a line on stdout is no message (\"working…\"); print to stderr instead"),
            (.parrot, "hello: the client broke the protocol: line 1 of stdout: 're' is missing; it must be an integer"),
            (.crasher, "read where nothing listens: the client ended with exit status 3"),
            (.wrongRe, "line 4 of stdout: 're' is 11; it must be 4, the 'id' of the request"),
            (.overClaimer, "unknown operation: the unknown operation 'x-check-7f31' was not answered 'unsupported'"),
        ]
    )
    func told(driver: NullDriver, message: String) async throws {
        let findings = try await check(try nullDriver(driver.rawValue))

        #expect(findings.exitCode == 1)
        #expect(findings.text.contains(message), "\(findings.text)")
    }

    @Test("a driver that goes silent is told", arguments: [NullDriver.hanger, .halfLine])
    func silent(driver: NullDriver) async throws {
        let findings = try await check(try nullDriver(driver.rawValue), patience: .seconds(5))

        #expect(findings.exitCode == 1)
        #expect(findings.text.contains("an answer to op 'read' (id 4) did not come within"), "\(findings.text)")
        #expect(findings.text.contains("was begun, but its newline never came") == (driver == .halfLine))
    }

    @Test("a dead driver speaks the protocol: only cases can tell")
    func dead() async throws {
        let findings = try await check(try nullDriver(NullDriver.dead.rawValue))

        #expect(findings.exitCode == 0, "\(findings.text)")
    }

    @Test("a program that does not exist is told")
    func missing() async throws {
        let findings = try await check(ClientCommand(program: "./no-such-driver"))

        #expect(findings.exitCode == 1)
        #expect(findings.text.contains("'./no-such-driver' cannot be started"), "\(findings.text)")
    }
}
