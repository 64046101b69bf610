import HESConformance
import HESRecording

/// A recorded session, written call by call.
struct Session {
    private var made = RecordingEvents()
    private(set) var events: [EvidenceEvent] = []
    private var now: Int64 = 1_720_686_000_000  // 2024-07-11 16:20:00 +08:00

    init() { events.append(made.begin(timeZone: "+08:00", at: now)) }

    var recording: Recording { Recording(events) }
    /// As the file has it.
    var text: String { events.map { String(decoding: $0.line, as: UTF8.self) }.joined(separator: "\n") }

    mutating func call(_ path: String, _ body: String, answer: String, status: Int = 200, header: String? = nil) {
        now += 100
        let request = HeardRequest(
            method: "POST",
            uri: "/apis/openapi/" + path,
            contentType: "application/json",
            headerToken: header,
            body: HeardBody(Array(body.utf8), size: body.utf8.count)
        )
        let (event, exchange) = made.request(request, at: now)
        events.append(event)
        let bytes = Array(answer.utf8)
        let reply = HeardReply(status: status, body: HeardBody(bytes, size: bytes.count), isCut: false)
        events.append(made.reply(reply, to: exchange, at: now + 10))
    }

    mutating func push(_ payload: String) {
        now += 300
        let body = HeardBody(Array(payload.utf8), size: payload.utf8.count)
        events.append(made.push(topic: "/T/1", qos: 1, isRetained: false, payload: body, at: now))
    }

    mutating func logIn(token: String = "abcdefghijkl") {
        call(
            "getToken",
            #"{"tenantCode":"0042","username":"collector","password":"geheim-geheim","secretKey":"k"}"#,
            answer: #"{"code":200,"data":{"token":"\#(token)","expireIn":7200}}"#
        )
    }

    /// A question of one page, with rows of (meter, stamp, value).
    mutating func history(_ devList: String, rows: [(String, Int64, String)], total: Int? = nil) {
        let list = rows.map { #"{"devAddr":"\#($0.0)","timestamp":\#($0.1),"unit":"kWh","value":"\#($0.2)"}"# }
        call(
            "meter/historySingle",
            #"{"devList":"\#(devList)","cgcode":"5069","start":"2024-07-10 00:00:00","end":"2024-07-11 00:00:00","curPage":1,"pageSize":2,"token":"abcdefghijkl"}"#,
            answer:
                #"{"code":200,"data":{"total":\#(total ?? rows.count),"curPage":1,"pageSize":2,"list":[\#(list.joined(separator: ","))]}}"#
        )
    }

    /// Any request, and an answer that may be cut.
    mutating func exchange(_ uri: String, _ body: String, answer: String, isCut: Bool = false) {
        now += 100
        let request = HeardRequest(
            method: "POST",
            uri: uri,
            contentType: "application/json",
            headerToken: nil,
            body: HeardBody(Array(body.utf8), size: body.utf8.count)
        )
        let (event, exchange) = made.request(request, at: now)
        events.append(event)
        let reply = HeardReply(
            status: 200,
            body: HeardBody(Array(answer.utf8), size: answer.utf8.count),
            isCut: isCut
        )
        events.append(made.reply(reply, to: exchange, at: now + 10))
    }
}
