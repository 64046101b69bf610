import HESContract
import HESSimulation
import NIOCore
import NIOHTTP1
import Testing

@testable import HESHTTP

@Suite("The state machine of an HTTP connection")
struct HTTPConnectionStateMachineTests {
    @Test("a call is answered when its last part is in")
    func call() throws {
        var machine = HTTPConnectionStateMachine()

        #expect(machine.receive(.call) == .nothing)
        #expect(machine.receive(.bytes("{}")) == .nothing)
        let request = try #require(machine.receive(.end(nil)).request)

        #expect(request.body == Array("{}".utf8))
        #expect(machine.reply(.whole, bodyCount: 10).outcome == .write(hasBody: true, then: .takeWaiting))
        #expect(machine.receive(.call) == .nothing, "the next request begins")
    }

    @Test("other paths are passed on until their reply has ended")
    func passing() {
        var machine = HTTPConnectionStateMachine()
        let head = HTTPServerRequestPart.head("/_sim/clock")

        #expect(machine.receive(head) == .pass(head))
        #expect(machine.receive(.bytes("{}")) == .pass(.bytes("{}")))
        #expect(machine.receive(.end(nil)) == .pass(.end(nil)))
        #expect(machine.receive(.call) == .nothing, "it waits")
        #expect(machine.receive(.end(nil)) == .nothing, "it waits behind its head")
        #expect(machine.passedReplyEnded() == .takeWaiting)
        let taken = machine.takeAll()

        #expect(taken.count == 2 && taken.last?.request != nil)
    }

    @Test("a reply's end is not taken for that of a request which was not passed on", arguments: Situation.allCases)
    func passedReplyEnds(situation: Situation) {
        var machine = situation.machine
        #expect((machine.passedReplyEnded() != nil) == (situation == .passing))
    }

    @Test("requests sent ahead wait for the reply before them and are taken in order")
    func pipelining() {
        var machine = Situation.answering.machine
        let passed = HTTPServerRequestPart.head("/_sim/clock")
        for part in [.call, .end(nil), passed, .end(nil)] { #expect(machine.receive(part) == .nothing) }

        #expect(machine.takeAll() == [], "the first reply has not left")
        #expect(machine.reply(.whole, bodyCount: 1).outcome == .write(hasBody: true, then: .takeWaiting))
        #expect(machine.takeAll().map { $0.request != nil } == [false, true])
        #expect(machine.reply(.whole, bodyCount: 1).outcome == .write(hasBody: true, then: .takeWaiting))
        #expect(machine.takeAll() == [.pass(passed), .pass(.end(nil))])
    }

    @Test("a reply that leaves at once does not begin the next request on its own stack")
    func reentrance() {
        var machine = Situation.answering.machine
        for part in [HTTPServerRequestPart.call, .end(nil)] { _ = machine.receive(part) }
        _ = machine.reply(.whole, bodyCount: 1)

        #expect(machine.startTakingWaiting() == true)
        #expect(machine.startTakingWaiting() == false)
        while machine.takeWaiting() != nil {}
        #expect(machine.startTakingWaiting() == true)
    }

    struct ReplyCase: Sendable, CustomTestStringConvertible {
        let extent: OutgoingReply.Extent
        var head = HTTPServerRequestPart.call
        var quiesces = false
        let action: Outcome

        var testDescription: String { "\(extent), \(head), quiesces \(quiesces)" }
    }

    @Test(
        "what a reply of 10 bytes does to the connection",
        arguments: [
            ReplyCase(extent: .whole, action: .write(hasBody: true, then: .takeWaiting)),
            ReplyCase(extent: .whole, quiesces: true, action: .write(hasBody: true, then: .close)),
            ReplyCase(extent: .whole, head: .call(connection: "close"), action: .write(hasBody: true, then: .close)),
            ReplyCase(extent: .whole, head: .call(version: .http1_0), action: .write(hasBody: true, then: .close)),
            ReplyCase(
                extent: .whole,
                head: .call(version: .http1_0, connection: "Keep-Alive"),
                action: .write(hasBody: true, then: .takeWaiting)
            ),
            ReplyCase(
                extent: .whole,
                head: .call(method: .HEAD),
                action: .write(hasBody: false, then: .takeWaiting)
            ),
            ReplyCase(extent: .begun(bytes: 9), action: .write(hasBody: true, then: .waitForMore)),
            ReplyCase(extent: .begun(bytes: 10), action: .write(hasBody: true, then: .takeWaiting)),
            ReplyCase(extent: .truncated(bytes: 3), action: .write(hasBody: true, then: .close)),
            ReplyCase(extent: .reset, action: .reset),
            ReplyCase(extent: .nothing, action: .nothing),
            ReplyCase(extent: .nothing, quiesces: true, action: .close),
        ]
    )
    func replies(_ example: ReplyCase) {
        var machine = HTTPConnectionStateMachine()
        _ = machine.receive(example.head)
        _ = machine.receive(.end(nil))
        if example.quiesces { #expect(machine.quiesce() == .nothing) }

        #expect(machine.reply(example.extent, bodyCount: 10).outcome == example.action)
    }

    @Test("the chunks of a reply leave one by one, and the next request waits for the last")
    func drip() {
        var machine = Situation.answering.machine

        #expect(machine.reply(.begun(bytes: 2), bodyCount: 6).outcome == .write(hasBody: true, then: .waitForMore))
        #expect(machine.receive(.call) == .nothing)
        #expect(machine.replyChunk(isLast: false).outcome == .write(hasBody: true, then: .waitForMore))
        #expect(machine.takeAll() == [])
        #expect(machine.replyChunk(isLast: true).outcome == .write(hasBody: true, then: .takeWaiting))
        #expect(machine.takeAll() == [.nothing], "the head that waited")
    }

    @Test("the last chunk closes a connection that quiesces")
    func dripWhileQuiescing() {
        var machine = Situation.answering.machine
        _ = machine.reply(.begun(bytes: 2), bodyCount: 6)
        _ = machine.quiesce()

        #expect(machine.replyChunk(isLast: true).outcome == .write(hasBody: true, then: .close))
        #expect(machine.replyChunk(isLast: true) == .nothing)
    }

    @Test("who owes a reply holds the connection, everything else goes", arguments: Situation.allCases)
    func quiescingAndIdle(situation: Situation) {
        var quiescing = situation.machine
        var idle = situation.machine

        #expect(quiescing.quiesce() == situation.onQuiesce)
        #expect(idle.becameIdle() == situation.onIdle)
    }

    @Test("a passed reply that has begun and comes to a halt does not hold the connection")
    func idleReply() {
        var machine = Situation.passing.machine
        machine.passedReplyBegan()
        #expect(machine.becameIdle() == .close)
    }

    @Test("nothing more is read from a client that sends ahead or does not take its replies")
    func reads() {
        var machine = Situation.answering.machine
        #expect(machine.read(isWritable: true) == true)
        #expect(machine.readHeld(isWritable: true) == false, "no read was held")
        #expect(machine.read(isWritable: false) == false)
        #expect(machine.readHeld(isWritable: true) == true)

        _ = machine.receive(.call)
        #expect(machine.read(isWritable: true) == false)
        _ = machine.reply(.whole, bodyCount: 1)
        _ = machine.takeAll()

        #expect(machine.readHeld(isWritable: true) == true)
    }

    @Test("a client that sends too far ahead is cut off")
    func tooManyParts() {
        var machine = Situation.answering.machine
        for _ in 0..<HTTPConnectionStateMachine.waitingLimit { #expect(machine.receive(.bytes("x")) == .nothing) }

        #expect(machine.receive(.bytes("x")) == .close)
    }

    @Test("a body over 1 MiB is read and refused, one over 64 MiB closes the connection")
    func largeBodies() throws {
        var machine = HTTPConnectionStateMachine()
        let mebibyte = HTTPServerRequestPart.body(ByteBuffer(repeating: 0x20, count: CallRequest.bodyLimit))
        _ = machine.receive(.call)
        _ = machine.receive(mebibyte)
        _ = machine.receive(.bytes("x"))
        let request = try #require(machine.receive(.end(nil)).request)
        #expect(request.isTooLarge && request.body.isEmpty)
        _ = machine.reply(.whole, bodyCount: 1)

        _ = machine.receive(.call)
        for _ in 0..<64 { #expect(machine.receive(mebibyte) == .nothing) }
        #expect(machine.receive(.bytes("x")) == .close)
    }

    @Test("a client that asks for it is told to go on, also before a request that is passed on")
    func expectContinue() {
        var machine = HTTPConnectionStateMachine()
        #expect(machine.receive(.call(expect: "100-continue")) == .writeContinue)
        #expect(machine.receive(.bytes("{}")) == .nothing)

        let passed = HTTPServerRequestPart.head("/_sim/reset", method: .POST, fields: ["Expect": "100-continue"])
        var other = HTTPConnectionStateMachine()
        #expect(other.receive(passed) == .pass(passed, grantsContinue: true))
        var old = HTTPConnectionStateMachine()
        #expect(old.receive(.call(version: .http1_0, expect: "100-continue")) == .nothing, "HTTP/1.0 does not know it")
    }

    @Test(
        "what no path can answer is refused, and the connection ends",
        arguments: [
            (HTTPServerRequestPart.head("/", fields: ["Host": "twice"]), HTTPResponseStatus.badRequest),
            (.head(HTTPRequestHead(version: .http1_1, method: .GET, uri: "/")), .badRequest),
            (.head(HTTPRequestHead(version: .http2, method: .GET, uri: "/")), .httpVersionNotSupported),
            (.head("h:80", method: .CONNECT), .notImplemented),
        ]
    )
    func refusals(head: HTTPServerRequestPart, status: HTTPResponseStatus) {
        var machine = HTTPConnectionStateMachine()
        #expect(machine.receive(head) == .refuse(status))
        #expect(machine.receive(.end(nil)) == .nothing)
        #expect(machine.receiveFailure(.badRequest) == .nothing)
    }

    @Test("what is no HTTP is refused after the replies that are due")
    func failures() {
        var idle = HTTPConnectionStateMachine()
        #expect(idle.receiveFailure(.badRequest) == .refuse(.badRequest))

        var answering = Situation.answering.machine
        #expect(answering.receiveFailure(.badRequest) == .nothing)
        #expect(answering.takeAll() == [])
        _ = answering.reply(.whole, bodyCount: 1)
        #expect(answering.takeAll() == [.refuse(.badRequest)])

        var passing = HTTPConnectionStateMachine()
        _ = passing.receive(.head("/_sim/reset", method: .POST))
        #expect(passing.receiveFailure(.badRequest) == .passFailure, "Hummingbird reads the body")
    }

    @Test("a control port passes the nine calls on")
    func controlPort() {
        var machine = HTTPConnectionStateMachine(servesCalls: false)
        #expect(machine.receive(.call) == .pass(.call))
    }

    @Test("a permitted page's preflight is answered at its end, any other is an ordinary request")
    func preflight() {
        let question = HTTPServerRequestPart.head("/_sim/clock", method: .OPTIONS, fields: ["Origin": "http://page"])
        var machine = HTTPConnectionStateMachine(permission: OriginPermission(origins: ["http://page"]))
        #expect(machine.receive(question) == .nothing)
        guard case .permit(let form) = machine.receive(.end(nil)) else { return #expect(Bool(false), "not permitted") }
        #expect(form.permission.headers["Access-Control-Allow-Origin"] == ["http://page"])
        #expect(machine.receive(.call) == .nothing, "the next request begins")

        var strict = HTTPConnectionStateMachine(permission: OriginPermission(origins: ["http://other"]))
        #expect(strict.receive(question) == .pass(question))
    }
}

/// A machine in each of its states.
enum Situation: CaseIterable {
    case idle, reading, answering, hanging, passing, closing

    var machine: HTTPConnectionStateMachine {
        var machine = HTTPConnectionStateMachine()
        if self == .idle { return machine }
        _ = machine.receive(self == .passing ? .head("/_sim/clock") : .call)
        if self == .reading { return machine }
        _ = machine.receive(.end(nil))
        if self == .hanging { _ = machine.reply(.nothing, bodyCount: 1) }
        if self == .closing { _ = machine.reply(.truncated(bytes: 1), bodyCount: 2) }
        return machine
    }

    var onQuiesce: HTTPConnectionStateMachine.EventAction {
        switch self {
        case .idle, .reading, .passing: .pass
        case .answering, .closing: .nothing
        case .hanging: .close
        }
    }

    var onIdle: HTTPConnectionStateMachine.EventAction {
        [.answering, .hanging, .passing].contains(self) ? .nothing : .close
    }
}

extension HTTPConnectionStateMachine {
    fileprivate mutating func takeAll() -> [RequestAction] {
        var actions: [RequestAction] = []
        guard startTakingWaiting() else { return [] }
        while let action = takeWaiting() { actions.append(action) }
        return actions
    }
}

extension HTTPConnectionStateMachine.RequestAction {
    fileprivate var request: CallRequest? {
        if case .answer(let request) = self { request } else { nil }
    }
}

/// A ``HTTPConnectionStateMachine/ReplyAction`` without the form of the reply.
enum Outcome: Equatable {
    case nothing, reset, close
    case write(hasBody: Bool, then: HTTPConnectionStateMachine.AfterWrite)
}

extension HTTPConnectionStateMachine.ReplyAction {
    fileprivate var outcome: Outcome {
        switch self {
        case .nothing: .nothing
        case .reset: .reset
        case .close: .close
        case .write(let form, let next): .write(hasBody: form.hasBody, then: next)
        }
    }
}

extension HTTPServerRequestPart {
    fileprivate static var call: HTTPServerRequestPart { .call() }

    fileprivate static func call(
        method: HTTPMethod = .POST,
        version: HTTPVersion = .http1_1,
        connection: String? = nil,
        expect: String? = nil
    ) -> HTTPServerRequestPart {
        .head(
            "/apis/openapi/getToken",
            method: method,
            version: version,
            fields: ["Connection": connection, "Expect": expect]
        )
    }

    fileprivate static func head(
        _ path: String,
        method: HTTPMethod = .GET,
        version: HTTPVersion = .http1_1,
        fields: KeyValuePairs<String, String?> = [:]
    ) -> HTTPServerRequestPart {
        var headers: HTTPHeaders = ["Host": "h"]
        for (name, value) in fields { if let value { headers.add(name: name, value: value) } }
        return .head(HTTPRequestHead(version: version, method: method, uri: path, headers: headers))
    }

    fileprivate static func bytes(_ text: String) -> HTTPServerRequestPart { .body(ByteBuffer(string: text)) }
}
