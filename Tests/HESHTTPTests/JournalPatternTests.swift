import HTTPTypes
import Hummingbird
import NIOCore
import Testing

@testable import HESHTTP

@Suite("A pattern of the journal")
struct JournalPatternTests {
    @Test(
        "that no entry can match is refused, with the place and the likeliest meaning",
        arguments: [
            (#"{"kind":"http","endpont":"relay"}"#, "/match/endpont", "endpoint"),
            (#"{"kind":"http","endpoint":"Relay"}"#, "/match/endpoint", "relay"),
            (#"{"kind":"http","endpoint":"meter/relay"}"#, "/match/endpoint", "relay"),
            (#"{"endpoint":"meter/relay"}"#, "/match/endpoint", "relay"),
            (#"{"kind":"http","code":"200"}"#, "/match/code", ""),
            (#"{"kind":"http","status":"00"}"#, "/match/status", ""),
            (#"{"kind":"push","status":0}"#, "/match/status", ""),
            (#"{"kind":"push","status":"0"}"#, "/match/status", "00"),
            (#"{"kind":"plan","phase":"complete"}"#, "/match/phase", "accepted, reading, published, failed"),
            (#"{"kind":"plan","phase":"publshed"}"#, "/match/phase", "published"),
            (#"{"kind":"puback","devAddr":"1"}"#, "/match/devAddr", "planId"),
            (#"{"kind":"fault","type":"pushDrops"}"#, "/match/type", "pushDrop"),
            (#"{"kind":"htp"}"#, "/match/kind", "http"),
            (#"{"phase":"failed","code":200}"#, "/match", ""),
            (#"{"kind":"http","path":"apis/openapi"}"#, "/match/path", ""),
            (#"{"kind":"http","request":{"controlmode":1}}"#, "/match/request/controlmode", "controlMode"),
            (#"{"kind":"http","request":{"devList":"1,2"}}"#, "/match/request/devList", ""),
            (#"{"kind":"broker","what":"down begin"}"#, "/match/what", "'down begins'"),
            (#"{"kind":"broker","what":"Died: status 9"}"#, "/match/what", "'died: …'"),
            (#"{"kind":"broker","what":"died: "}"#, "/match/what", "'died: …'"),
            (#"{"kind":"broker","what":"connection of x cut"}"#, "/match/what", ""),
            (#"{"kind":"clock","what":"mode manaul"}"#, "/match/what", "'mode …'"),
            (#"{"kind":"clock","what":"mode x60.0"}"#, "/match/what", "'mode …'"),
            (#"{"kind":"clock","what":"now 2024-07-12"}"#, "/match/what", "'now …'"),
            (#"{"what":"never"}"#, "/match/what", ""),
            (#"{"kind":"client","reason":"byclient"}"#, "/match/reason", "byClient"),
            (#"{"kind":"client","event":"disconect"}"#, "/match/event", "disconnect"),
        ]
    )
    func refused(pattern: String, pointer: String, hint: String) async throws {
        for absence in ["", #","never":true"#] {
            let failure = await #expect(throws: ControlFailure.self) {
                _ = try await AwaitRoutes.body.read(Self.request(#"{"match":\#(pattern)\#(absence)}"#))
            }
            #expect(failure?.status == .badRequest && failure?.pointer == pointer, "\(failure?.message ?? "")")
            #expect(hint.isEmpty || failure?.hint?.contains(hint) == true, "\(failure?.hint ?? "")")
        }
    }

    @Test(
        "that some entry can match is taken",
        arguments: [
            #"{"kind":"http","endpoint":null,"status":404}"#, #"{"kind":"http","status":null}"#,
            #"{"kind":"http","request":{"controlMode":1},"devAddr":"1"}"#, #"{"devAddr":"1"}"#, "{}",
            #"{"kind":"push","devAddrs":["1"],"status":"01"}"#, #"{"planId":"P003_1","endpoint":"relay"}"#,
            #"{"kind":"http","rejection":{"msg":"system busy"}}"#, #"{"kind":"field","event":"outage"}"#,
            #"{"kind":"broker","what":"connection of 'it's' cut"}"#, #"{"what":"runs again"}"#,
            #"{"kind":"broker","what":"died: exit status 1"}"#, #"{"kind":"clock","what":"mode x0.5"}"#,
            #"{"kind":"clock","what":"now 2024-07-12 00:00:00"}"#, #"{"kind":"client","reason":"refused"}"#,
        ]
    )
    func taken(pattern: String) async throws {
        for question in [#"{"match":\#(pattern)}"#, #"{"match":{},"never":true,"fence":\#(pattern)}"#] {
            _ = try await AwaitRoutes.body.read(Self.request(question))
        }
    }

    private static func request(_ body: String) -> Request {
        let head = HTTPRequest(method: .post, scheme: "http", authority: "localhost", path: "/_sim/x")
        return Request(head: head, body: RequestBody(buffer: ByteBuffer(string: body)))
    }
}
