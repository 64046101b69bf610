import HESConformance
import HESContract
import HESRecording
import JSON
import Testing

@Suite("A replay and its recording")
struct ReplayTests {
    private static let stamp: Int64 = 1_720_540_800_000

    private func session() -> Session {
        var session = Session()
        session.logIn()
        session.history("1", rows: [("1", Self.stamp, "7.10")])
        session.call(
            "meter/readSingle",
            #"{"devList":"1","cgcode":"5050","token":"abcdefghijkl"}"#,
            answer: #"{"code":200,"data":{"planId":"p"}}"#
        )
        session.push(Self.result(value: "230"))
        session.history("1", rows: [])
        return session
    }

    private static func result(value: String, stamp: Int64 = stamp) -> String {
        #"{"planId":"p","data":{"status":"00","list":[{"devAddr":"1","timestamp":\#(stamp),"cgcode":"5050","unit":"V","value":"\#(value)"}]}}"#
    }

    private func parsed(_ text: String) throws -> JSONValue { try JSONParser.parse(Array(text.utf8)).value }

    private func answer(_ call: ReplayCall, _ text: String, status: Int = 200) throws -> ReplayedAnswer {
        ReplayedAnswer(status: status, json: try parsed(text), of: call.endpoint, asked: call.asked)
    }

    private func page(_ value: String, unit: String = "kWh", stamp: Int64 = stamp, total: Int = 1) -> String {
        #"{"code":200,"data":{"total":\#(total),"list":[{"devAddr":"1","timestamp":\#(stamp),"unit":"\#(unit)","value":"\#(value)"}]}}"#
    }

    @Test("tokens and logins are put in the place of their masks, and a call waits for what had come before it")
    func calls() throws {
        let calls = ReplayCall.all(in: session().recording).calls
        let secrets = ReplayCall.Secrets(tenantCode: "T", username: "u", password: "p", secretKey: "s")
        let login = String(decoding: calls[0].body(secrets, token: nil), as: UTF8.self)
        let call = String(decoding: calls[1].body(secrets, token: "new"), as: UTF8.self)

        #expect(calls.map(\.endpoint) == [.getToken, .historySingle, .readSingle, .historySingle])
        #expect(login == #"{"tenantCode":"T","username":"u","password":"p","secretKey":"s"}"#)
        #expect(call.contains(#""token":"new""#))
        #expect(calls[0].issuedToken == calls[1].token)
        #expect(calls.map(\.after) == [[], [], [], ["p"]])
    }

    @Test("ids, times, tokens and zeros behind a value make no difference")
    func equal() throws {
        let calls = ReplayCall.all(in: session().recording).calls
        var comparison = ReplayComparison()
        comparison.compare(calls[0], with: try answer(calls[0], #"{"code":200,"data":{"token":"z"}}"#))
        comparison.compare(calls[1], with: try answer(calls[1], page("7.1")))
        comparison.compare(
            calls[2],
            with: ReplayedResult(
                [try parsed(Self.result(value: "231", stamp: 5))],
                of: .readSingle,
                asked: calls[2].asked
            )
        )

        #expect(comparison.differences.isEmpty, "\(comparison.lines)")
        #expect(comparison.otherInstants == 1)
    }

    @Test("what differs is named by its rule")
    func differences() throws {
        let call = ReplayCall.all(in: session().recording).calls[1]
        let read = ReplayCall.all(in: session().recording).calls[2]
        let cases: [(ReplayComparison.Rule, ReplayedAnswer)] = [
            (.status, try answer(call, page("7.10"), status: 500)),
            (.code, try answer(call, #"{"code":500,"msg":"system busy"}"#)),
            (.total, try answer(call, page("7.10", total: 2))),
            (.values, try answer(call, page("7.11"))),
            (.units, try answer(call, page("7.10", unit: "Wh"))),
            (.rows, try answer(call, page("7.10", stamp: 1_720_540_800_001))),
        ]
        for (rule, answer) in cases {
            var comparison = ReplayComparison()
            comparison.compare(call, with: answer)
            #expect(comparison.differences.map(\.rule) == [rule], "\(comparison.lines)")
        }
        var lost = ReplayComparison()
        lost.compare(read, with: nil)
        #expect(lost.differences.map(\.rule) == [.push])
        #expect(lost.lines.last == "0 calls and 1 result compared: 1 differs: push 1")
    }

    @Test("a call that was refused for its token, and a login that was refused, are to be refused again")
    func refused() throws {
        var session = Session()
        session.logIn()
        session.call("meter/relay", #"{"token":"from-nowhere"}"#, answer: #"{"code":401,"msg":"token invalid"}"#)
        session.call("meter/relay", #"{"token":"abcdefghijkl"}"#, answer: #"{"code":401,"msg":"token expired"}"#)
        let wrong = #"{"tenantCode":"0042","username":"collector","password":"another-one","secretKey":"k"}"#
        session.call("getToken", wrong, answer: #"{"code":500,"msg":"wrong password"}"#)
        let right = #"{"tenantCode":"0042","username":"collector","password":"geheim-geheim","secretKey":"k"}"#
        session.call("getToken", right, answer: #"{"code":500,"msg":"system busy"}"#)
        let calls = ReplayCall.all(in: session.recording).calls
        let secrets = ReplayCall.Secrets(tenantCode: "T", username: "u", password: "p", secretKey: "s")
        let logins = calls[3...].map { String(decoding: $0.body(secrets, token: nil), as: UTF8.self) }

        #expect(calls.map(\.wasUnauthorised) == [false, true, true, true, false])
        #expect(logins[0].contains(#""password":"made-up-by-the-replay""#) && logins[1].contains(#""password":"p""#))
        // A token that was too old is none now; one that was none must not be taken.
        var comparison = ReplayComparison()
        comparison.compare(calls[2], with: try answer(calls[2], #"{"code":402,"msg":"token invalid"}"#))
        comparison.compare(calls[1], with: try answer(calls[1], #"{"code":200,"data":{"planId":"p"}}"#))
        #expect(comparison.tokenAges == 1 && comparison.differences.map(\.rule) == [.code], "\(comparison.lines)")
    }
}
