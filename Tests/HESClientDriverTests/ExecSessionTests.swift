import Foundation
import HESClientDriver
import HESContract
import JSON
import Testing

@Suite("Exec session", .timeLimit(.minutes(2)))
struct ExecSessionTests {
    private func session(_ mode: String, _ notebook: Notebook) -> ExecSession {
        let command = ClientCommand(program: "\(Client.folder)/wrapper.sh", arguments: [mode])
        return ExecSession(command, observer: notebook.write)
    }

    private func read(
        _ mode: String,
        _ notebook: Notebook,
        within patience: Duration = Client.patience
    ) async -> Result<OperationResult?, SessionFailure> {
        let session = session(mode, notebook)
        do throws(SessionFailure) {
            try await session.caseBegin(Client.begin, within: patience)
            return .success(try await session.op("read", with: ["kind": "single"], within: patience))
        } catch {
            return .failure(error)
        }
    }

    @Test(
        "the result is the file, or else the last line; what stands before it is noise",
        arguments: ["last-line", "file"]
    )
    func result(mode: String) async throws {
        let notebook = Notebook()

        let result = try await read(mode, notebook).get()

        #expect(result?.outcome == .ok)
        #expect(notebook.texts("driver.noise", "line").contains("working"))
        #expect(notebook.kinds.first == "driver.sent" && notebook.kinds.last == "driver.received")
        #expect(notebook.texts("driver.stderr", "line") == (mode == "file" ? ["working on"] : []))
    }

    @Test("a client is told all of §1")
    func environment() async throws {
        let result = try await read("environment", Notebook()).get()

        #expect(result?.outcome == .failed)
        #expect(result?.json.member("told")?.value.string == "http://127.0.0.1:1 127.0.0.1 2 1000000067 u p k +08:00")
    }

    @Test("HES_STATE_DIR is kept within a case and new in the next one")
    func stateFolder() async throws {
        let session = session("state", Notebook())
        var counts: [Int?] = []
        for _ in 0..<2 {
            try await session.caseBegin(Client.begin, within: Client.patience)
            for _ in 0..<2 {
                let result = try await session.op("read", with: [:], within: Client.patience)
                counts.append(result?.json.member("count")?.value.integer)
            }
            try await session.caseEnd(within: Client.patience)
        }

        #expect(counts == [1, 2, 1, 2])
    }

    @Test("exit 89 is unsupported, and an unknown operation that is done is an over-claim")
    func unsupported() async throws {
        try await session("file", Notebook()).probe("x-probe-1", within: Client.patience)
        await #expect(throws: SessionFailure.overClaimed(operation: "x-probe-1")) {
            try await session("over-claims", Notebook()).probe("x-probe-1", within: Client.patience)
        }
    }

    @Test("exit 1 is a failed operation, with or without a result")
    func failed() async throws {
        let result = try await read("fails", Notebook()).get()

        #expect(result?.outcome == .failed)
    }

    @Test(
        "what is no result is told",
        arguments: [
            ("fails-ok", "exit status 1, but the last line of stdout says the outcome is ok"),
            ("silent", "exit status 0 without a result: neither HES_RESULT_FILE nor the last line of stdout has one"),
            ("no-json", "the last line of stdout is no JSON object: \"all done\""),
            ("wrong-type", "the result of op 'read': 'rows[0].devAddr' is the number 1; it must be a string"),
            ("broken", "exit status 90: the wrapper itself is broken; see its stderr"),
        ]
    )
    func breaches(mode: String, what: String) async {
        let notebook = Notebook()

        let result = await read(mode, notebook)

        guard case .failure(let failure) = result else {
            Issue.record("'\(mode)' passed")
            return
        }
        #expect(failure == .breach(what))
        #expect(notebook.kinds.contains("driver.protocol"))
    }

    @Test(
        "a crash is told by its status or signal",
        arguments: [("crash", ClientEnd.status(7)), ("abort", .signal(9))]
    )
    func crash(mode: String, end: ClientEnd) async {
        let notebook = Notebook()

        let result = await read(mode, notebook)

        guard case .failure(let failure) = result else {
            Issue.record("'\(mode)' passed")
            return
        }
        #expect(failure == .ended(end))
        #expect(notebook.kinds.last == "driver.exit")
    }

    @Test("a process that hangs is ended, and the next operation is another one")
    func hang() async {
        let notebook = Notebook()

        let result = await read("hang", notebook, within: .seconds(1))

        guard case .failure(let failure) = result else {
            Issue.record("it passed")
            return
        }
        #expect(failure == .hung(waitedFor: "the end of op 'read' (id 1)", patience: .seconds(1)))
        #expect(notebook.kinds == ["driver.sent", "driver.timeout"])
    }
}
