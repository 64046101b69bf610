import HESContract
import SimulationKernel
import Testing

@Suite("Reading calls")
struct RequestBodyTests {
    private func failure(
        _ endpoint: Endpoint,
        _ body: String,
        maxMeters: Int = 500,
        dialect: Dialect = Dialect()
    ) -> String? {
        do {
            let limits = CallLimits(maxMeters: maxMeters, dialect)
            _ = try RequestBody(Array(body.utf8), endpoint: endpoint).call(limits: limits)
            return nil
        } catch {
            return (error as Rejection).failure.message
        }
    }

    @Test(
        "each broken body gets the contract's text",
        arguments: [
            (.readSingle, #"[]"#, "malformed JSON at byte 0"),
            (.readSingle, #"{"cgcode":"5069"}"#, "field 'devList' missing"),
            (.readSingle, #"{"devList":null,"cgcode":"5069"}"#, "field 'devList' missing"),
            (.readSingle, #"{"devList":["1"],"cgcode":"5069"}"#, "field 'devList' must be string"),
            (.readSingle, #"{"devList":" , ,","cgcode":"5069"}"#, "devList empty"),
            (.readSingle, #"{"devList":"1,2,3","cgcode":"5069"}"#, "devList has more than 2 meters"),
            (.readSingle, #"{"devList":"1","cgcode":5069}"#, "field 'cgcode' must be string"),
            (.readSingle, #"{"devList":"1","cgcode":"9"}"#, "unknown cgcode '9'"),
            (.readSingle, #"{"devList":"1","cgcode":"1"}"#, "cgcode '1' is not single"),
            (.readFrozen, #"{"devList":"1","cgcode":"5069","start":"","end":""}"#, "cgcode '5069' is not composite"),
            (.readFrozen, #"{"devList":"1","cgcode":"1","start":"2024-07-01","end":""}"#, "invalid date 'start'"),
            (
                .readFrozen, #"{"devList":"1","cgcode":"1","start":"2024-07-01 00:00:00","end":"x"}"#,
                "invalid date 'end'"
            ),
            (
                .readFrozen, #"{"devList":"1","cgcode":"1","start":"2024-07-02 00:00:00","end":"2024-07-01 00:00:00"}"#,
                "start is after end"
            ),
            (
                .historyFrozen,
                #"{"devList":"1","cgcode":"1","start":"2024-01-01 00:00:00","end":"2024-07-04 00:00:00"}"#,
                "range exceeds half a year"
            ),
            (
                .historyFrozen,
                #"{"devList":"1","cgcode":"1","start":"2024-01-01 00:00:00","end":"2024-07-03 00:00:00","curPage":0,"pageSize":1}"#,
                "curPage must be at least 1"
            ),
            (
                .historyFrozen,
                #"{"devList":"1","cgcode":"1","start":"2024-01-01 00:00:00","end":"2024-07-03 00:00:00","curPage":1,"pageSize":"0"}"#,
                "pageSize must be at least 1"
            ),
            (
                .historyFrozen,
                #"{"devList":"1","cgcode":"1","start":"2024-01-01 00:00:00","end":"2024-07-03 00:00:00","curPage":1.5,"pageSize":1}"#,
                "field 'curPage' must be integer"
            ),
            (.relay, #"{"devList":"1","controlMode":3}"#, "controlMode must be 1 or 2"),
            (.relay, #"{"devList":"1","controlMode":true}"#, "field 'controlMode' must be integer"),
            (.addArchive, #"{"dcuNo":"1","archives":[]}"#, "archives empty"),
            (.addArchive, #"{"dcuNo":"1","archives":{}}"#, "field 'archives' must be array"),
            (.addArchive, #"{"dcuNo":"1","archives":["2"]}"#, "field 'archives[0]' must be object"),
            (.addArchive, #"{"dcuNo":"1","archives":[{"devAddr":"2"}]}"#, "field 'archives[0].status' missing"),
            (
                .removeArchive, #"{"dcuNo":"1","archives":[{"devAddr":2}]}"#,
                "field 'archives[0].devAddr' must be string"
            ),
        ] as [(Endpoint, String, String)]
    )
    func texts(endpoint: Endpoint, body: String, text: String) {
        #expect(failure(endpoint, body, maxMeters: 2) == text)
    }

    @Test("device numbers are trimmed, duplicates collapse to the first, leading zeros stay")
    func devList() throws {
        let body = try RequestBody(
            Array(#"{"devList":" 002 ,1,002,, 3 ","cgcode":"5069"}"#.utf8),
            endpoint: .readSingle
        )

        guard case .readSingle(let call) = try body.call(limits: CallLimits()) else {
            Issue.record("another call")
            return
        }
        #expect(call.devAddrs == ["002", "1", "3"])
    }

    @Test(
        "a literal list has blanks and empty elements in its numbers; duplicates collapse all the same",
        arguments: [
            ("1, 2", ["1", " 2"]), ("1,,2,", ["1", "", "2"]), ("1,1, 1", ["1", " 1"]), (" ", [" "]),
        ]
    )
    func literalList(list: String, devAddrs: [String]) throws {
        var dialect = Dialect()
        dialect.devListForm = .literal
        let body = RequestBodyTests.relay(list)
        let call = try RequestBody(Array(body.utf8), endpoint: .relay).call(limits: CallLimits(dialect))
        guard case .relay(let relay) = call else { return #expect(Bool(false), "no relay") }

        #expect(relay.devAddrs == devAddrs)
        #expect(failure(.relay, RequestBodyTests.relay(""), dialect: dialect) == "devList empty")
    }

    private static func relay(_ list: String) -> String { #"{"devList":"\#(list)","controlMode":1}"# }

    @Test("a string is no integer where those are refused")
    func integerStrings() {
        var dialect = Dialect()
        dialect.integerStrings = .refused
        let page = #""cgcode":"5069","start":"2024-07-01 00:00:00","end":"2024-07-01 00:00:00""#

        #expect(
            failure(.relay, #"{"devList":"1","controlMode":"2"}"#, dialect: dialect)
                == "field 'controlMode' must be integer"
        )
        #expect(failure(.relay, #"{"devList":"1","controlMode":2}"#, dialect: dialect) == nil)
        for (first, size, name) in [(#""1""#, "1", "curPage"), ("1", #""1""#, "pageSize")] {
            let body = #"{"devList":"1",\#(page),"curPage":\#(first),"pageSize":\#(size)}"#
            #expect(failure(.historySingle, body, dialect: dialect) == "field '\(name)' must be integer")
            #expect(failure(.historySingle, body) == nil)
        }
    }

    @Test("integers may come as numeric strings, archives as strings, unknown fields not at all")
    func leniency() throws {
        #expect(failure(.relay, #"{"devList":"1","controlMode":"2","extra":[1]}"#) == nil)
        #expect(failure(.removeArchive, #"{"dcuNo":"1","archives":["2",{"devAddr":"3"}]}"#) == nil)
    }

    @Test(
        "a wrong member of an archive is told as it is, not as its object",
        arguments: [
            (#"{"devAddr":"1","status":"2"}"#, "/archives/0/status", #"string "2""#),
            (#"{"devAddr":"a,b","status":"1"}"#, "/archives/0/devAddr", #"string "a,b""#),
        ]
    )
    func archiveMembers(archive: String, pointer: String, actual: String) throws {
        let body = #"{"dcuNo":"D","archives":[\#(archive)]}"#
        let error = #expect(throws: Rejection.self) {
            try RequestBody(Array(body.utf8), endpoint: .addArchive).call(limits: CallLimits())
        }

        #expect(error?.pointer == pointer)
        #expect(error?.actual == actual)
    }

    @Test(
        "comments, as the document's examples have them, are refused with a reason that says so",
        arguments: [
            (#"{"devList":"1", //smart meter"#, 16), (#"{"devList":"1" /* meter */}"#, 15), ("// a call\n{}", 0),
            (#"{"controlMode": //mode"#, 16),
        ]
    )
    func comments(body: String, offset: Int) throws {
        let error = #expect(throws: Rejection.self) { try RequestBody(Array(body.utf8), endpoint: .relay) }

        #expect(error?.failure.message == "malformed JSON at byte \(offset)")
        #expect(error?.expected.contains("without comments") == true)
        #expect(error?.actual.hasPrefix("/") == true)
    }

    @Test("a slash that begins no comment is only malformed, and one in a string is text")
    func slashes() throws {
        let error = #expect(throws: Rejection.self) {
            try RequestBody(Array(#"{"devList":/1}"#.utf8), endpoint: .relay)
        }

        #expect(error?.expected == "a value")
        #expect(failure(.relay, #"{"devList":"//1","controlMode":1}"#) == nil)
    }

    @Test("a rejection names the field, what was expected and what was found")
    func reasons() throws {
        let error = #expect(throws: Rejection.self) {
            try RequestBody(Array(#"{"devList":["1"]}"#.utf8), endpoint: .relay).call(limits: CallLimits())
        }

        #expect(error?.pointer == "/devList")
        #expect(
            error?.reason
                == #"{"pointer":"/devList","expected":"string","actual":"an array of 1","clause":"\u00a73.6"}"#
        )
    }
}
