import HESConformance
import HESContract
import SimulationKernel
import Testing

@testable import HESVerification
@testable import HESVerificationRunner

@Suite("The evidence of a run")
struct EvidenceLogTests {
    private static let start = SimulatedInstant(milliseconds: 0)

    private func log(_ body: String, token: String? = nil) -> EvidenceLog {
        var log = EvidenceLog(KnownSubject.setup(), mostBytes: 400)
        for text in [token.map { #"{"code":200,"msg":"","data":{"token":"\#($0)"}}"# }, body].compactMap(\.self) {
            let reply = WireReply(status: 200, reason: nil, body: Array(text.utf8), instant: Self.start, order: 1)
            log.answer(reply, to: 1, of: .getToken)
        }
        return log
    }

    private func lines(_ log: EvidenceLog) -> String {
        log.events.map { String(decoding: $0.line, as: UTF8.self) }.joined(separator: "\n")
    }

    @Test(
        "no token is in it, however the HES writes it",
        arguments: [
            #"{"code":200,"msg":"","data":{"token":"abcdefgh\/ijklmnop\u003d"}}"#,
            #"{"code":200,"msg":"for abcdefgh\/ijklmnop=","data":{"token":"abcdefgh/ijklmnop="}}"#,
            "\u{FEFF}" + #"{"code":200,"msg":"","data":{"\u0074oken":"abcdefgh\/ijklmnop="}}"#,
            #"{"code":200,"msg":"","token":"abcdefgh/ijklmnop="}"#,
            #"{"code":200,"token":"abcdefgh/ijklmnop="#,
        ]
    )
    func escapedToken(body: String) {
        let told = lines(log(body))

        #expect(!told.contains("abcdefgh") && !told.contains("ijklmnop"), "\(told)")
        #expect(body.unicodeScalars.contains("\u{FEFF}") == told.unicodeScalars.contains("\u{FEFF}"))
    }

    @Test("a token that another answer repeats in escapes is masked, and other bodies stay as they are")
    func repeated() {
        let told = lines(log(#"{"code":500,"msg":"no abcdefgh\/ijklmnop","data":null}"#, token: "abcdefgh/ijklmnop"))

        #expect(!told.contains("ijklmnop") && told.contains("no <token-1-other>"), "\(told)")
        #expect(lines(log(#"{ "code":500,"msg":"a\/b" }"#)).contains(#"{ \"code\":500"#))
    }

    @Test(
        "a token that another answer repeats percent-encoded or in Base64 is masked",
        arguments: [
            #"{"code":500,"msg":"no abcdefgh%2Fijklmnop","data":null}"#, "see /x/%61bcdefgh%2fijklmnop",
            #"{"code":500,"msg":"no YWJjZGVmZ2gvaWprbG1ub3A=","data":null}"#, "<p>YWJjZGVmZ2gvaWprbG1ub3A=</p>",
        ]
    )
    func encoded(body: String) throws {
        let last = try #require(log(body, token: "abcdefgh/ijklmnop").events.last)
        let told = String(decoding: last.line, as: UTF8.self)

        #expect(told.contains("<token-1-other>") && !told.contains("ijklmnop") && !told.contains("YWJj"), "\(told)")
    }

    @Test("a run ends when its bodies have too many bytes")
    func bound() {
        #expect(!log("{}").isFull)
        #expect(log(String(repeating: "x", count: 400)).isFull)
    }

    @Test("each event is handed on as it comes")
    func handedOn() async throws {
        let (stream, sink) = AsyncStream.makeStream(of: Int.self)
        let hes = SimulatedHES(try KnownSubject.configuration(Dialect()))
        var setup = KnownSubject.setup()
        setup.maxCalls = 5
        var run = VerificationRun(
            setup,
            probes: try ProbeCatalogue.load(),
            subject: hes,
            onEvent: { sink.yield($0.seq) }
        )
        let outcome = await run.run()
        sink.finish()
        var seen: [Int] = []
        for await seq in stream { seen.append(seq) }

        #expect(seen == outcome.events.map(\.seq))
    }

    @Test("a wait that was cancelled before it began ends")
    func cancelledWait() async {
        let box = MessageBox()
        let task = Task {
            while !Task.isCancelled { await Task.yield() }
            await box.wait()
        }
        task.cancel()
        await task.value
    }

    @Test("an answered topic is subscribed to only if it names the plan behind another level, without a wildcard")
    func answeredTopics() {
        let filters: [(String, String?)] = [
            ("/T/P1", "/T/P1/#"), ("/T/P1/#", "/T/P1/#"), ("/T/P1/", "/T/P1/#"), ("T/x/P1", "T/x/P1/#"),
            ("/+/P1", nil), ("/#", nil), ("/T/#", nil), ("/T/P2", nil), ("/P1", nil), ("P1/#", nil), ("/T/#/P1", nil),
        ]
        for (topic, filter) in filters { #expect(AnsweredTopic(topic).filter(of: "P1") == filter, "\(topic)") }
        #expect(AnsweredTopic("/T/P1").filter(of: nil) == nil)
    }
}
