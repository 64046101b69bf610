import Foundation
import HESClientDriver
import HESContract
import JSON
import MQTTTestSupport
import Testing

@Suite("Driver session: a client that dies", .timeLimit(.minutes(2)))
struct DyingClientTests {
    @Test("a crash is told before the request fails, and every further request fails alike")
    func crash() async throws {
        let (_, notebook) = try await withDriver("crash") { session, notebook in
            #expect(await session.failedRead() == .ended(.status(3)))
            #expect(notebook.kinds.last == "driver.exit")
            #expect(session.death == .ended(.status(3)))
            #expect(await session.failedRead() == .ended(.status(3)))
        }

        #expect(notebook.texts("driver.stderr", "line") == ["about to fail"])
        #expect(notebook.texts("driver.exit", "isExpected") == ["false"])
    }

    @Test("a signal is told by its number")
    func signal() async throws {
        let (failure, notebook) = try await withDriver("abort") { session, _ in await session.failedRead() }

        #expect(failure == .ended(.signal(9)))
        #expect(notebook.texts("driver.exit", "signal") == ["9"])
    }

    @Test("a client that hangs is ended")
    func hang() async throws {
        let (failure, notebook) = try await withDriver("hang") { session, _ in
            await session.failedRead(within: .seconds(2))
        }

        #expect(failure == .hung(waitedFor: "an answer to op 'read' (id 1)", patience: .seconds(2)))
        #expect(notebook.kinds == ["driver.sent", "driver.timeout", "driver.exit"])
        #expect(notebook.texts("driver.exit", "isExpected") == ["true"])
    }

    @Test("a client that is killed on purpose is replaced, in the same folder, and its end is expected")
    func restart() async throws {
        let (_, notebook) = try await withDriver("good") { session, _ in
            try await session.caseBegin(Client.begin, within: Client.patience)
            try await session.restart()
            try await session.caseBegin(Client.begin, within: Client.patience)
            try await session.read()
            #expect(session.death == nil)
            try await session.bye(within: Client.patience)
        }

        #expect(notebook.texts("driver.exit", "signal").first == "9")
        #expect(notebook.texts("driver.exit", "isExpected") == ["true", "true"])
        #expect(!notebook.kinds.contains("driver.protocol"))
    }

    @Test("a client that is dead is not started again")
    func restartOfDead() async throws {
        _ = try await withDriver("crash") { session, _ in
            let failure = try #require(await session.failedRead())
            await #expect(throws: failure) { try await session.restart() }
        }
    }

    @Test("a client that closes its stdout and stays is ended")
    func closedOutput() async throws {
        let (failure, _) = try await withDriver("closes-stdout") { session, _ in await session.failedRead() }

        #expect(failure == .ended(.signal(15)))
    }

    @Test("after bye the client must end, and with 0")
    func bye() async throws {
        _ = try await withDriver("bad-exit") { session, _ in
            let what = "after 'bye' the client ended with exit status 5 instead of exit status 0"
            await #expect(throws: SessionFailure.breach(what)) { try await session.bye(within: Client.patience) }
        }
        _ = try await withDriver("stays") { session, _ in
            let waitedFor = "the client's exit after 'bye'"
            await #expect(throws: SessionFailure.hung(waitedFor: waitedFor, patience: .seconds(1))) {
                try await session.bye(within: .seconds(1))
            }
        }
    }

    @Test("a program that does not exist is nobody's failure but told")
    func noProgram() async throws {
        let command = ClientCommand(program: "no-such-program-\(UInt32.random(in: 0 ... .max))")

        let failure = try await DriverSession.run(command, observer: { _ in }, body: { await $0.failedRead() })

        guard case .notStarted(let program, _) = failure else {
            Issue.record("\(String(describing: failure))")
            return
        }
        #expect(program == command.program)
        #expect(failure?.cause == nil)
    }

    @Test("what the client started ends with it, though both ignore SIGTERM")
    func family() async throws {
        let (pids, _) = try await withDriver("family") { session, _ in
            try await session.read()?.json.member("pids")?.value
        }

        guard case .array(let nodes) = try #require(pids) else { return }
        #expect(nodes.count == 2)
        for pid in nodes.compactMap(\.value.integer) {
            try await Patience.eventually("process \(pid) is gone") { !Self.isRunning(pid) }
        }
    }

    @Test("cancelling the caller ends the client")
    func cancelled() async throws {
        let notebook = Notebook()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                _ = try await DriverSession.run(Client.driver("hang"), observer: notebook.write) { session in
                    await session.failedRead()
                }
            }
            try await Patience.eventually("the request was sent") { notebook.kinds.contains("driver.sent") }
            group.cancelAll()
            while await group.nextResult() != nil {}
        }

        #expect(notebook.kinds.last != "driver.timeout")
    }

    /// A zombie that its new parent has not reaped does not run.
    private static func isRunning(_ pid: Int) -> Bool {
        guard let stat = try? String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8) else { return false }
        return stat.split(separator: ")").last?.split(separator: " ").first != "Z"
    }
}
