import HESClientDriver
import HESConformance
import HESContract
import JSON
import Testing

@Suite("Driver session: a client that breaks the protocol", .timeLimit(.minutes(2)))
struct BrokenClientTests {
    @Test(
        "the request fails, the line is told, and the session goes on",
        arguments: [
            ("wrong-re", "line 1 of stdout: 're' is 8; it must be 1, the 'id' of the request"),
            ("not-json", "line 1 of stdout: the line is no JSON: byte 19 of the line, where ',' or '}' must stand"),
            ("array", "line 1 of stdout: the message is an array of 2; it must be an object"),
            ("float-value", "line 1 of stdout: 'rows[1].value' is the number 7.5; it must be a string"),
            ("huge-line", "line 1 of stdout: the line has more than 1 MiB"),
        ]
    )
    func survives(mode: String, what: String) async throws {
        let (_, notebook) = try await withDriver(mode) { session, _ in
            #expect(await session.failedRead() == .breach(what))
            #expect(session.death == nil)
            let answer1 = try await session.read()
            #expect(answer1?.outcome == .ok)
        }

        #expect(notebook.texts("driver.protocol", "what") == [what])
    }

    @Test("a second answer to the same request is told and does not answer the next one")
    func answeredTwice() async throws {
        let (_, notebook) = try await withDriver("late") { session, _ in
            let answer2 = try await session.read()
            #expect(answer2?.outcome == .ok)
            let answer3 = try await session.read()
            #expect(answer3?.json.member("re")?.value.integer == 2)
        }

        #expect(
            notebook.texts("driver.protocol", "what") == [
                "line 2 of stdout: 're' is 1, whose request is over; a request is answered once and in time"
            ]
        )
    }

    @Test("a line that is begun and never ended is a hang, with the beginning told")
    func halfLine() async throws {
        let (failure, notebook) = try await withDriver("half-line") { session, _ in
            // Once it has answered, the half line is all that can still come.
            try await session.probe("x-probe-1", within: Client.patience)
            return await session.failedRead(within: .seconds(3))
        }

        #expect(failure?.cause == .timeout)
        #expect(notebook.texts("driver.timeout", "waitedFor") == ["an answer to op 'read' (id 2)"])
        #expect(
            notebook.texts("driver.protocol", "what") == [
                #"line 2 of stdout was begun, but its newline never came: "{"type":"op.done","re":""#
            ]
        )
    }

    @Test("a client that ends in the middle of a line crashed, with the beginning told")
    func halfLineAtEnd() async throws {
        let (failure, notebook) = try await withDriver("half-line-end") { session, _ in await session.failedRead() }

        #expect(failure == .ended(.status(0)))
        #expect(notebook.kinds == ["driver.sent", "driver.protocol", "driver.exit"])
    }

    @Test("a client that floods stdout is ended")
    func flood() async throws {
        let (failure, notebook) = try await withDriver("flood") { session, _ in
            let first = await session.failedRead()
            return first ?? session.death
        }

        #expect(failure == .breach("more than 2000 lines on stdout answer nothing"))
        #expect(notebook.kinds.count { $0 == "driver.noise" } == 2000)
    }
}
