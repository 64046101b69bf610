import HESContract
import HESSimulation
import HTTPTypes
import NIOCore
import NIOHTTPTypes
import Testing

@testable import HESHTTP

@Suite("The state machine of HTTP calls")
struct HTTPCallStateMachineTests {
    @Test("a call is answered when its last part is in")
    func call() throws {
        var machine = HTTPCallStateMachine()

        #expect(machine.receive(.call) == .nothing)
        #expect(machine.receive(.bytes("{}")) == .nothing)
        let request = try #require(machine.receive(.end(nil)).request)

        #expect(request.body == Array("{}".utf8))
        #expect(machine.reply(.whole, bodyCount: 10) == .write(hasBody: true, then: .takeWaiting))
        #expect(machine.receive(.call) == .nothing, "the next request begins")
    }

    @Test("other paths are passed on until their reply has ended")
    func passing() {
        var machine = HTTPCallStateMachine()
        let head = HTTPRequestPart.head("/_sim/clock")

        #expect(machine.receive(head) == .pass(head))
        #expect(machine.receive(.bytes("{}")) == .pass(.bytes("{}")))
        #expect(machine.receive(.end(nil)) == .pass(.end(nil)))
        #expect(machine.receive(.call) == .nothing, "it waits")
        #expect(machine.receive(.end(nil)) == .nothing, "it waits behind its head")
        #expect(machine.passedReplyEnded() == true)
        let taken = machine.takeAll()

        #expect(taken.count == 2 && taken.last?.request != nil)
    }

    @Test("a reply's end is not taken for that of a request which was not passed on", arguments: Situation.allCases)
    func passedReplyEnds(situation: Situation) {
        var machine = situation.machine
        #expect(machine.passedReplyEnded() == (situation == .passing))
    }

    @Test("requests sent ahead wait for the reply before them and are taken in order")
    func pipelining() {
        var machine = Situation.answering.machine
        let passed = HTTPRequestPart.head("/_sim/clock")
        for part in [.call, .end(nil), passed, .end(nil)] { #expect(machine.receive(part) == .nothing) }

        #expect(machine.takeAll() == [], "the first reply has not left")
        #expect(machine.reply(.whole, bodyCount: 1) == .write(hasBody: true, then: .takeWaiting))
        #expect(machine.takeAll().map { $0.request != nil } == [false, true])
        #expect(machine.reply(.whole, bodyCount: 1) == .write(hasBody: true, then: .takeWaiting))
        #expect(machine.takeAll() == [.pass(passed), .pass(.end(nil))])
    }

    @Test("a reply that leaves at once does not begin the next request on its own stack")
    func reentrance() {
        var machine = Situation.answering.machine
        for part in [HTTPRequestPart.call, .end(nil)] { _ = machine.receive(part) }
        _ = machine.reply(.whole, bodyCount: 1)

        #expect(machine.startTakingWaiting() == true)
        #expect(machine.startTakingWaiting() == false)
        while machine.takeWaiting(isHTTP10: false) != nil {}
        #expect(machine.startTakingWaiting() == true)
    }

    struct ReplyCase: Sendable, CustomTestStringConvertible {
        let extent: OutgoingReply.Extent
        var head = HTTPRequestPart.call
        var isHTTP10 = false
        var quiesces = false
        let action: HTTPCallStateMachine.ReplyAction

        var testDescription: String { "\(extent), \(head), HTTP/1.0 \(isHTTP10), quiesces \(quiesces)" }
    }

    @Test(
        "what a reply of 10 bytes does to the connection",
        arguments: [
            ReplyCase(extent: .whole, action: .write(hasBody: true, then: .takeWaiting)),
            ReplyCase(extent: .whole, quiesces: true, action: .write(hasBody: true, then: .close)),
            ReplyCase(extent: .whole, head: .call(connection: "close"), action: .write(hasBody: true, then: .close)),
            ReplyCase(extent: .whole, isHTTP10: true, action: .write(hasBody: true, then: .close)),
            ReplyCase(
                extent: .whole,
                head: .call(connection: "Keep-Alive"),
                isHTTP10: true,
                action: .write(hasBody: true, then: .takeWaiting)
            ),
            ReplyCase(
                extent: .whole,
                head: .call(method: .head),
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
        var machine = HTTPCallStateMachine()
        _ = machine.receive(example.head, isHTTP10: example.isHTTP10)
        _ = machine.receive(.end(nil), isHTTP10: example.isHTTP10)
        if example.quiesces { #expect(machine.quiesce() == .nothing) }

        #expect(machine.reply(example.extent, bodyCount: 10) == example.action)
    }

    @Test("the chunks of a reply leave one by one, and the next request waits for the last")
    func drip() {
        var machine = Situation.answering.machine

        #expect(machine.reply(.begun(bytes: 2), bodyCount: 6) == .write(hasBody: true, then: .waitForMore))
        #expect(machine.receive(.call) == .nothing)
        #expect(machine.replyChunk(isLast: false) == .write(hasBody: true, then: .waitForMore))
        #expect(machine.takeAll() == [])
        #expect(machine.replyChunk(isLast: true) == .write(hasBody: true, then: .takeWaiting))
        #expect(machine.takeAll() == [.nothing], "the head that waited")
    }

    @Test("the last chunk closes a connection that quiesces")
    func dripWhileQuiescing() {
        var machine = Situation.answering.machine
        _ = machine.reply(.begun(bytes: 2), bodyCount: 6)
        _ = machine.quiesce()

        #expect(machine.replyChunk(isLast: true) == .write(hasBody: true, then: .close))
        #expect(machine.replyChunk(isLast: true) == .nothing)
    }

    @Test("who owes a reply holds the connection, everything else goes", arguments: Situation.allCases)
    func quiescingAndIdle(situation: Situation) {
        var quiescing = situation.machine
        var idle = situation.machine

        #expect(quiescing.quiesce() == situation.onQuiesce)
        #expect(idle.becameIdle() == situation.onIdle)
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
        for _ in 0..<HTTPCallStateMachine.waitingLimit { #expect(machine.receive(.bytes("x")) == .nothing) }

        #expect(machine.receive(.bytes("x")) == .close)
    }

    @Test("a body over 1 MiB is read and refused, one over 64 MiB closes the connection")
    func largeBodies() throws {
        var machine = HTTPCallStateMachine()
        let mebibyte = HTTPRequestPart.body(ByteBuffer(repeating: 0x20, count: CallRequest.bodyLimit))
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

    @Test("a client that asks for it is told to go on")
    func expectContinue() {
        var machine = HTTPCallStateMachine()
        #expect(machine.receive(.call(expect: "100-continue")) == .writeContinue)
        #expect(machine.receive(.bytes("{}")) == .nothing)
    }
}

/// A machine in each of its states.
enum Situation: CaseIterable {
    case idle, reading, answering, hanging, passing, closing

    var machine: HTTPCallStateMachine {
        var machine = HTTPCallStateMachine()
        if self == .idle { return machine }
        _ = machine.receive(self == .passing ? .head("/_sim/clock") : .call)
        if self == .reading { return machine }
        _ = machine.receive(.end(nil))
        if self == .hanging { _ = machine.reply(.nothing, bodyCount: 1) }
        if self == .closing { _ = machine.reply(.truncated(bytes: 1), bodyCount: 2) }
        return machine
    }

    var onQuiesce: HTTPCallStateMachine.EventAction {
        switch self {
        case .idle, .reading, .passing: .pass
        case .answering, .closing: .nothing
        case .hanging: .close
        }
    }

    var onIdle: HTTPCallStateMachine.EventAction {
        self == .answering || self == .hanging ? .nothing : .close
    }
}

extension HTTPCallStateMachine {
    fileprivate mutating func receive(_ part: HTTPRequestPart) -> RequestAction { receive(part, isHTTP10: false) }

    fileprivate mutating func takeAll() -> [RequestAction] {
        var actions: [RequestAction] = []
        guard startTakingWaiting() else { return [] }
        while let action = takeWaiting(isHTTP10: false) { actions.append(action) }
        return actions
    }
}

extension HTTPCallStateMachine.RequestAction {
    fileprivate var request: CallRequest? {
        if case .answer(let request) = self { request } else { nil }
    }
}

extension HTTPRequestPart {
    fileprivate static var call: HTTPRequestPart { .call() }

    fileprivate static func call(
        method: HTTPRequest.Method = .post,
        connection: String? = nil,
        expect: String? = nil
    ) -> HTTPRequestPart {
        var request = HTTPRequest(method: method, scheme: "http", authority: "h", path: "/apis/openapi/getToken")
        request.headerFields[.connection] = connection
        request.headerFields[.expect] = expect
        return .head(request)
    }

    fileprivate static func head(_ path: String) -> HTTPRequestPart {
        .head(HTTPRequest(method: .get, scheme: "http", authority: "h", path: path))
    }

    fileprivate static func bytes(_ text: String) -> HTTPRequestPart { .body(ByteBuffer(string: text)) }
}
