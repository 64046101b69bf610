import HESContract
import JSON
import SimulationKernel
import Testing

@testable import HESReferenceClient

@Suite("Requests and answers")
struct WireTests {
    private func text(_ fields: RequestFields, token: String? = "t", _ defects: Defects = []) -> String {
        String(decoding: RequestForm(defects: defects).body(fields, token: token), as: UTF8.self)
    }

    @Test("a request is written as the document has it")
    func request() throws {
        let fields: RequestFields = [
            ("devList", .meters(["002407100001", "2"])), ("curPage", .integer(1)),
            ("start", .date(try #require(CivilTime(parsing: "2024-07-01 00:00:00")))),
        ]

        #expect(text(fields) == #"{"devList":"002407100001,2","curPage":1,"start":"2024-07-01 00:00:00","token":"t"}"#)
        #expect(text(fields, [.arrayDevlist]).contains(#""devList":["002407100001","2"]"#))
        #expect(text(fields, [.numbersAsStrings]).contains(#""curPage":"1""#))
        #expect(text(fields, [.isoDates]).contains(#""start":"2024-07-01T00:00:00Z""#))
        #expect(!text(fields, [.tokenOnlyInHeader]).contains("token"))
    }

    @Test("archives are objects or strings")
    func archives() {
        let objects: RequestFields = [("archives", .archiveObjects([("1", "1"), ("2", nil)]))]

        #expect(text(objects, token: nil) == #"{"archives":[{"devAddr":"1","status":"1"},{"devAddr":"2"}]}"#)
        #expect(text([("archives", .archiveStrings(["1"]))], token: nil) == #"{"archives":["1"]}"#)
    }

    private enum Verdict: Equatable {
        case data, tokenRejected, rejected, busy, unclear
    }

    private func verdict(_ body: String, status: Int = 200, _ defects: Defects = []) -> Verdict {
        do {
            _ = try EnvelopeReader(defects: defects).data(of: HTTPReply(status: status, body: Array(body.utf8)))
            return .data
        } catch {
            return switch error {
            case .tokenRejected: .tokenRejected
            case .rejected: .rejected
            case .busy: .busy
            case .unclear: .unclear
            }
        }
    }

    @Test("code decides, be it a number or text, behind a byte order mark, with or without data")
    func success() {
        #expect(verdict(#"{"code":200,"data":{}}"#) == .data)
        #expect(verdict("\u{FEFF}" + #"{"msg":"success","code":"200","x":1}"#) == .data)
        #expect(verdict(#"{"code":500,"msg":"devList empty","data":null}"#) == .rejected)
        #expect(verdict(#"{"code":500,"msg":"devList empty"}"#, [.httpStatusOnly]) == .data)
    }

    @Test("a rejected token is told from everything else")
    func token() {
        #expect(verdict(#"{"code":500,"msg":"token invalid or expired"}"#) == .tokenRejected)
        #expect(verdict(#"{"code":401,"msg":"no"}"#) == .tokenRejected)
        #expect(verdict("", status: 401) == .tokenRejected)
    }

    @Test("what is no answer is unclear, what is busy is worth another try")
    func broken() {
        for body in ["", "<html>", #"{"code":200,"da"#, "[]", "{}"] { #expect(verdict(body) == .unclear) }
        #expect(verdict("<html>", status: 500) == .unclear)
        #expect(verdict("<html>", status: 502) == .busy)
        #expect(verdict(#"{"code":500,"msg":"system busy"}"#) == .busy)
        #expect(verdict("", status: 429) == .busy)
        #expect(verdict("", status: 404) == .rejected)
    }

    @Test("the plan's topic is found under either name")
    func topic() throws {
        let data = try JSONParser.parse(Array(#"{"planId":"P","topic":"/T/P"}"#.utf8)).value

        #expect(PlanTopic(data)?.topic == "/T/P")
        #expect(PlanTopic(data, defects: [.topicIDOnly])?.topic == nil)
        #expect(PlanTopic(.null) == nil)
    }
}
