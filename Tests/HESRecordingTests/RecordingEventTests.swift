import HESConformance
import HESContract
import HESRecording
import Testing

@Suite("Events of a recording")
struct RecordingEventTests {
    @Test("no password, key or token is written, however short and wherever it stands")
    func secrets() {
        var session = Session()
        session.logIn()
        session.call("meter/relay", #"{"token":"from-before-it"}"#, answer: #"{"code":200}"#, header: "of-the-header")
        let text = session.text

        for secret in ["geheim-geheim", #""k""#, #"\"k\""#, "abcdefghijkl", "from-before-it", "of-the-header"] {
            #expect(!text.contains(secret), "\(secret)")
        }
        #expect(text.contains("<password>") && text.contains("<token-1>"))
    }

    @Test(
        "a known secret is masked in each form of an address, and in Base64",
        arguments: [
            "Geheim-Pass-77%24%2b", "Geheim-Pass-77%24%2B", "%47eheim%2DPass-77$+", "Geheim%2dPass%2D77%24%2B",
            "R2VoZWltLVBhc3MtNzckKw==", "R2VoZWltLVBhc3MtNzckKw", "geheim+key%3F%3F%3e%3E", "geheim%20key%3f%3F%3E>",
            "Z2VoZWltIGtleT8/Pj4=", "Z2VoZWltIGtleT8_Pj4",
        ]
    )
    func encodedSecrets(form: String) {
        var session = Session()
        let login = #"{"tenantCode":"0042","username":"u","password":"Geheim-Pass-77$+","secretKey":"geheim key??>>"}"#
        session.exchange("/apis/openapi/getToken", login, answer: #"{"code":200,"data":{"token":"abcdefghijkl"}}"#)
        let before = session.text
        session.exchange("/x/\(form)?pw=\(form)&y=1", "a=\(form)&b=%41", answer: #"{"echo":"\#(form)"}"#)
        let text = String(session.text.dropFirst(before.count))

        #expect(!text.contains(form) && text.contains("y=1") && text.contains("b=%41"), "\(text)")
        let name = form.hasPrefix("Z") || form.hasPrefix("g") ? "<secretKey>" : "<password>"
        #expect(text.split(separator: name).count >= 6, "\(text)")
    }

    @Test("what was recorded is judged as an observation is")
    func judged() throws {
        var session = Session()
        session.logIn()
        session.history("1001", rows: [])
        var made = RecordingEvents()
        _ = made.begin(timeZone: "+08:00", at: 0)
        let results = Observation.judge(session.events + [], for: ["OBS-01"])

        // Without 'end' the evidence breaks off, as that of a proxy that was killed.
        #expect(results.map(\.verdict) == [.error])
    }

    @Test("a body that was not kept whole is marked with its size, and has no JSON")
    func cut() throws {
        var made = RecordingEvents()
        let body = HeardBody(Array(repeating: UInt8(ascii: "1"), count: 100_000), size: 5_000_000)
        let request = HeardRequest(method: "POST", uri: "/x?y=1", contentType: "", headerToken: nil, body: body)
        guard case .httpRequest(let event) = made.request(request, at: 1).event.kind else {
            Issue.record("a request is recorded as one")
            return
        }

        #expect(event.size == 5_000_000 && event.json == nil && event.body.utf8.count == 65_536)
        #expect(event.path == "/x" && event.query == "y=1")
    }

    @Test(
        "of a HES with a path before those of the contract, calls are recorded with the contract's",
        arguments: [
            ("/hes/apis/openapi/getToken", "/apis/openapi/getToken"), ("/hes/x?y=1", "/x"), ("/hes", "/../hes"),
            ("/apis/openapi/getToken", "/../apis/openapi/getToken"),
            ("/hesx/apis/openapi/getToken", "/../hesx/apis/openapi/getToken"),
        ]
    )
    func basePath(uri: String, path: String) {
        var made = RecordingEvents(basePath: "/hes")
        let body = HeardBody([], size: 0)
        let request = HeardRequest(method: "POST", uri: uri, contentType: "", headerToken: nil, body: body)
        guard case .httpRequest(let event) = made.request(request, at: 1).event.kind else {
            Issue.record("a request is recorded as one")
            return
        }

        #expect(event.path == path)
        #expect(event.endpoint == (path == Endpoint.getToken.path ? .getToken : nil))
    }

    @Test(
        "a login at another address, and one whose answer was cut, leave no secret behind",
        arguments: [
            "/gateway/apis/openapi/getToken", "/apis/openapi/getToken/", "http://hes/apis/openapi/getToken",
            "/apis/openapi/getToken?password=geheim-query&token=query-token",
        ]
    )
    func addresses(uri: String) {
        var session = Session()
        let login = #"{"tenantCode":"0042","username":"u","password":"geheim\/x","secretKey":"k\/ey"}"#
        session.exchange(uri, login, answer: #"{"code":200,"data":{"token":"iss\/ued-token"}}"#)
        session.exchange(uri, login, answer: #"{"code":200,"data":{"token":"cut-off-tok"#, isCut: true)
        session.push(#"{"planId":"p","token":"pushed-token"}"#)

        let secrets = ["geheim", #"k\\/ey"#, "k/ey", "ued-token", "cut-off", "query-token", "pushed-token"]
        for secret in secrets { #expect(!session.text.contains(secret), "\(secret)") }
        #expect(session.text.contains("0042"))
    }

    @Test("a short token that a client made up is masked in its place, and hides nothing else")
    func shortToken() {
        var session = Session()
        session.logIn()
        session.call("meter/relay", #"{"token":"data"}"#, answer: #"{"code":401,"data":null,"msg":"data"}"#)

        #expect(session.text.contains(#""json":{"code":401,"data":null,"msg":"data"}"#))
        #expect(session.text.contains(#""json":{"token":"<token-2>"}"#), "\(session.text)")
    }

    @Test("of many tokens the last are hidden wherever they stand, and every one where its name is")
    func manyTokens() {
        var session = Session()
        for number in 1_000..<1_300 { session.logIn(token: "issued-token-\(number)") }
        session.call("meter/relay", #"{"token":"issued-token-1000"}"#, answer: #"{"msg":"issued-token-1299"}"#)

        #expect(!session.text.contains("issued-token"))
        #expect(session.events.last.map { String(decoding: $0.line, as: UTF8.self) }?.contains("<token-300>") ?? false)
    }
}
