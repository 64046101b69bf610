import HESClientDriver
import HESContract
import JSON
import Testing

@Suite("Driver protocol: one line")
struct DriverLineTests {
    private static let read = DriverRequest.op(name: "read", args: [:])

    private func complaint(_ line: String, to request: DriverRequest = read) -> String? {
        switch DriverLine(Array(line.utf8)) {
        case .noise: return "noise"
        case .broken(let complaint, _): return complaint.description
        case .message(let message):
            do throws(DriverComplaint) {
                _ = try DriverAnswer(message, to: request)
                return nil
            } catch {
                return error.description
            }
        }
    }

    @Test(
        "a line that breaks the protocol is told by place, what stands there and what must",
        arguments: [
            (#"{"type":"op.done","re":"4","outcome":"ok"}"#, #"'re' is the string "4"; it must be an integer"#),
            (#"{"type":"op.done","outcome":"ok"}"#, "'re' is missing; it must be an integer"),
            (#"{"re":4}"#, "'type' is missing; it must be a string"),
            (#"{"type":7,"re":4}"#, "'type' is the number 7; it must be a string"),
            (#"["op.done"]"#, "the message is an array of 1; it must be an object"),
            (#"{"type":"op.done" "re":4}"#, "the line is no JSON: byte 19 of the line, where ',' or '}' must stand"),
            (
                #"{"type":"op.do"#,
                "the line is no JSON: the line ends after byte 14, where the rest of a string must stand"
            ),
            (
                #"{"type":"op.begun","re":4}"#,
                #"'type' is "op.begun"; it must be one of hello.ok, unsupported, case.ready, op.done, case.ended"#
            ),
            (
                #"{"type":"case.ready","re":4}"#,
                #"'type' is "case.ready" after op 'read'; its answer is op.done or unsupported"#
            ),
            (
                #"{"type":"op.done","re":4,"outcome":"success"}"#,
                #"'outcome' is "success"; it must be one of ok, partial, failed, refused, pending"#
            ),
            (#"{"type":"op.done","re":4,"outcome":"ok","rows":[]}"#, "'missing' is missing; it must be an array"),
            (
                #"{"type":"op.done","re":4,"outcome":"ok","rows":[{"devAddr":"1","timestamp":1,"value":7.5}],"missing":[]}"#,
                "'rows[0].value' is the number 7.5; it must be a string"
            ),
            (
                #"{"type":"op.done","re":4,"outcome":"failed","missing":[5]}"#,
                "'missing[0]' is the number 5; it must be a meter's number as a string"
            ),
        ]
    )
    func complaints(line: String, expected: String) {
        #expect(complaint(line) == expected)
    }

    @Test(
        "what was printed beside the protocol is noise",
        arguments: ["", "reading…", "[INFO] started", "null and void", "\u{1B}[1mok"]
    )
    func noise(line: String) {
        #expect(complaint(line) == "noise")
    }

    @Test("a failed operation needs no rows, and unknown fields are ignored")
    func lenient() {
        #expect(complaint(#"{"type":"op.done","re":4,"outcome":"failed","because":{"a":[1]}}"#) == nil)
        #expect(complaint(#"{"type":"op.done","re":4,"outcome":"pending","rows":null}"#) == nil)
        #expect(complaint(#"{"type":"unsupported","re":4}"#) == nil)
    }

    @Test(
        "hello.ok names the client and declares capabilities as true, false or a reason",
        arguments: [
            (
                #""client":{"name":"a","version":"1","language":"C"},"capabilities":{"read":true,"clock":"no clock"}"#,
                nil
            ),
            (
                #""client":{"name":"a","version":"1"},"capabilities":{}"#,
                "'client.language' is missing; it must be a string"
            ),
            (
                #""client":{"name":"a","version":"1","language":"C"},"capabilities":{"read":1}"#,
                "'capabilities.read' is the number 1; it must be true, false, or a string that says why it is absent"
            ),
            (
                #""client":{"name":"a","version":"1","language":"C"},"capabilities":{"7/~":true,"7":null}"#,
                "'capabilities.7' is null; it must be true, false, or a string that says why it is absent"
            ),
            (
                #""client":{"name":"a","version":"1","language":"C"},"capabilities":{"7/~":[]}"#,
                "'capabilities.7/~' is an array of 0; it must be true, false, or a string that says why it is absent"
            ),
        ]
    )
    func hello(members: String, expected: String?) {
        let line = #"{"type":"hello.ok","re":1,"protocol":1,\#(members)}"#

        #expect(complaint(line, to: .hello(SuiteIdentity(version: "1", catalogue: "2026.1"))) == expected)
    }

    @Test("relay and archive results are checked by field")
    func otherOperations() {
        let relay = #"{"type":"op.done","re":1,"outcome":"ok","results":[{"devAddr":"1","state":"open"}]}"#
        let archive = #"{"type":"op.done","re":1,"outcome":"ok","archive":[{"devAddr":"1","status":1}]}"#

        #expect(
            complaint(relay, to: .op(name: "relay", args: [:]))
                == #"'results[0].state' is "open"; it must be one of done, failed, unknown"#
        )
        #expect(
            complaint(archive, to: .op(name: "archive.read", args: [:]))
                == "'archive[0].status' is the number 1; it must be a string"
        )
    }

    @Test("requests are written as §2 shows them")
    func requests() {
        var writer = JSONWriter()
        writer.node(DriverRequest.caseBegin(Client.begin).json(id: 3))

        #expect(
            String(decoding: writer.bytes, as: UTF8.self) == #"""
                {"type":"case.begin","id":3,"case":"READ-01","baseUrl":"http://127.0.0.1:1","mqtt":{"host":"127.0.0.1",\#
                "port":2,"username":null,"password":null},"tenantCode":"1000000067","username":"u","password":"p",\#
                "secretKey":"k","timeZone":"+08:00","deadlines":{"op":10,"plan":3}}
                """#
        )
    }
}
