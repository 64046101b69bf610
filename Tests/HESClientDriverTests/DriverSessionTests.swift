import HESClientDriver
import HESContract
import JSON
import Testing

@Suite("Driver session: a client that answers", .timeLimit(.minutes(2)))
struct DriverSessionTests {
    @Test("hello, probe, a case and bye are noted in their order")
    func wholeRun() async throws {
        let (hello, notebook) = try await withDriver("good") { session, _ in
            let hello = try await session.hello(
                SuiteIdentity(version: "1.0.0", catalogue: "2026.1"),
                within: Client.patience
            )
            try await session.probe("x-probe-4c1e", within: Client.patience)
            try await session.caseBegin(Client.begin, within: Client.patience)
            let result = try await session.read()
            #expect(result?.outcome == .ok)
            try await session.caseEnd(within: Client.patience)
            try await session.bye(within: Client.patience)
            #expect(session.death == .ended(.status(0)))
            return hello
        }

        #expect(hello.name == "test")
        #expect(hello.capabilities.member("relay")?.value.string == "no breakers here")
        let exchange = ["driver.sent", "driver.received"]
        #expect(
            notebook.kinds == exchange + exchange + exchange + exchange + exchange + ["driver.sent", "driver.exit"]
        )
        #expect(notebook.texts("driver.exit", "isExpected") == ["true"])
        #expect(notebook.texts("driver.exit", "status") == ["0"])
    }

    @Test("noise is kept and harms nothing")
    func noise() async throws {
        let (result, notebook) = try await withDriver("noisy") { session, _ in try await session.read() }

        #expect(result?.outcome == .ok)
        #expect(notebook.texts("driver.noise", "line") == ["reading 1 of 1", "[INFO] \u{1B}[1mdone\u{1B}[0m"])
        #expect(!notebook.kinds.contains("driver.protocol"))
    }

    @Test("answers may come in any order")
    func swapped() async throws {
        let (notes, _) = try await withDriver("swaps") { session, _ in
            async let first = session.read()
            async let second = session.read()
            return try await [first, second].map { $0?.json.member("note")?.value.string }
        }

        #expect(Set(notes) == ["first", "second"])
    }

    @Test("a line of almost 1 MiB passes in both directions, a longer one is not sent")
    func bigLines() async throws {
        _ = try await withDriver("good") { session, _ in
            let text = String(repeating: "x", count: 1_048_000)
            let result = try await session.op("read", with: ["pad": .string(text)], within: Client.patience)
            #expect((result?.json.member("size")?.value.integer ?? 0) > 1_048_000)
            let longer = JSONValue.members([("pad", .string(text + text))])
            await #expect(throws: SessionFailure.self) {
                _ = try await session.op("read", with: longer, within: Client.patience)
            }
        }
        _ = try await withDriver("big-line") { session, _ in
            let answer1 = try await session.read()
            #expect(answer1?.outcome == .ok)
        }
    }

    @Test("an unknown operation that is answered is an over-claim")
    func overClaim() async throws {
        let (_, notebook) = try await withDriver("over-claims") { session, _ in
            await #expect(throws: SessionFailure.overClaimed(operation: "x-probe-1")) {
                try await session.probe("x-probe-1", within: Client.patience)
            }
        }

        #expect(
            notebook.texts("driver.protocol", "what") == [
                "the unknown operation 'x-probe-1' was not answered 'unsupported'"
            ]
        )
    }
}
