import HESContract
import HESSimulation
import NIOCore
import NIOHTTP1

/// Decides what becomes of the requests of one connection: each is answered here, passed on to Hummingbird, refused, or waits.
///
/// One request is under way at a time, and what arrives meanwhile waits, so replies leave in the order of the requests.
/// Events go in, actions come out; ``HTTPConnectionHandler`` carries them out.
struct HTTPConnectionStateMachine {
    enum RequestAction: Equatable {
        case nothing
        /// Hand the part on to Hummingbird, after `100 Continue` if the client waits for it.
        case pass(HTTPServerRequestPart, grantsContinue: Bool = false)
        /// Ask the simulator for the reply to a request that is complete.
        case answer(CallRequest)
        /// Send `100 Continue`; the body follows.
        case writeContinue
        /// Answer a browser that asks whether a page may send a request.
        case permit(ReplyForm)
        /// Send this status alone, then close.
        case refuse(HTTPResponseStatus)
        /// The body that Hummingbird reads is broken.
        case passFailure
        case close
    }

    enum ReplyAction: Equatable {
        case nothing
        case write(ReplyForm, then: AfterWrite)
        /// End the connection with a RST.
        case reset
        case close
    }

    enum AfterWrite: Equatable {
        /// More of the reply follows.
        case waitForMore
        case takeWaiting
        /// Close once the bytes have been handed to the kernel.
        case close
    }

    enum EventAction: Equatable {
        case nothing, pass, close
    }

    private enum State {
        case idle
        case reading(ReplyForm, CallRequest)
        /// The simulator has not yet sent the reply, or the rest of it.
        case answering(ReplyForm)
        /// The reply never comes: the connection ends with the client, or with the process.
        case hanging
        /// Hummingbird handles the request, until its reply has ended.
        case passing(ReplyForm, Progress)
        case closing
    }

    private enum Progress {
        case reading
        /// The request is complete.
        case waiting
        /// The reply has begun.
        case replying
    }

    /// What waits for the reply before it.
    private enum Waiting {
        case part(HTTPServerRequestPart)
        case refusal(HTTPResponseStatus)
    }

    private let servesCalls: Bool
    private let permission: OriginPermission
    private var state = State.idle
    private var waiting = CircularBuffer<Waiting>()
    private var isTakingWaiting = false
    private var isQuiescing = false
    private var hasHeldRead = false

    /// Parts that a client may send ahead of its replies; beyond it the connection is closed.
    static let waitingLimit = 4096

    /// - Parameters:
    ///   - servesCalls: false passes the nine calls on too.
    ///   - permission: pages of other origins that may call.
    init(servesCalls: Bool = true, permission: OriginPermission = .none) {
        self.servesCalls = servesCalls
        self.permission = permission
    }

    // MARK: Requests

    /// A part has come in.
    mutating func receive(_ part: HTTPServerRequestPart) -> RequestAction {
        guard !waiting.isEmpty || isBlocked(part) else { return begin(part) }
        return wait(.part(part))
    }

    /// What came in is no HTTP; nothing more is read from the connection.
    mutating func receiveFailure(_ status: HTTPResponseStatus) -> RequestAction {
        switch state {
        case .idle, .reading: return refuse(status)
        case .passing(_, .reading): return .passFailure
        case .answering, .hanging, .passing: return wait(.refusal(status))
        case .closing: return .nothing
        }
    }

    private mutating func wait(_ next: Waiting) -> RequestAction {
        waiting.append(next)
        guard waiting.count > Self.waitingLimit else { return .nothing }
        state = .closing
        return .close
    }

    /// Call ``takeWaiting()`` until it returns nil if this returns true.
    ///
    /// False while that is being done already: a reply that leaves at once must not begin the next request on its stack.
    mutating func startTakingWaiting() -> Bool {
        guard !isTakingWaiting else { return false }
        isTakingWaiting = true
        return true
    }

    /// What becomes of the next part that waits; nil if none may be taken now.
    mutating func takeWaiting() -> RequestAction? {
        assert(isTakingWaiting, "waiting parts are taken in one place at a time")
        switch waiting.first {
        case .part(let part) where !isBlocked(part):
            waiting.removeFirst()
            return begin(part)
        case .refusal(let status) where isIdle:
            waiting.removeFirst()
            return refuse(status)
        case .part, .refusal, nil:
            isTakingWaiting = false
            return nil
        }
    }

    private var isIdle: Bool { if case .idle = state { true } else { false } }

    private func isBlocked(_ part: HTTPServerRequestPart) -> Bool {
        switch state {
        case .idle, .reading: false
        case .answering, .hanging, .closing: true
        case .passing: if case .head = part { true } else { false }
        }
    }

    private mutating func begin(_ part: HTTPServerRequestPart) -> RequestAction {
        switch part {
        case .head(let head): return begin(part, as: RequestHead(head))
        case .body(let bytes):
            guard case .reading(let form, var call) = state else { return .pass(part) }
            // Gives up the state's reference, or appending would copy the body.
            state = .idle
            call.append(Array(bytes.readableBytesView))
            let isHopeless = call.exceedsReadLimit
            state = isHopeless ? .closing : .reading(form, call)
            return isHopeless ? .close : .nothing
        case .end:
            if case .passing(let form, .reading) = state { state = .passing(form, .waiting) }
            guard case .reading(let form, let call) = state else { return .pass(part) }
            state = form.isPreflight ? form.closes ? .closing : .idle : .answering(form)
            return form.isPreflight ? .permit(form) : .answer(call)
        }
    }

    private mutating func begin(_ part: HTTPServerRequestPart, as head: RequestHead) -> RequestAction {
        if let status = head.refusal { return refuse(status) }
        let form = ReplyForm(to: head, permission: permission)
        guard servesCalls && head.isOpenAPI || form.isPreflight else {
            state = .passing(form, .reading)
            return .pass(part, grantsContinue: head.expectsContinue)
        }
        state = .reading(form, head.call)
        return head.expectsContinue ? .writeContinue : .nothing
    }

    private mutating func refuse(_ status: HTTPResponseStatus) -> RequestAction {
        state = .closing
        return .refuse(status)
    }

    // MARK: Replies

    /// The simulator replies; `bodyCount` is the size of the whole body.
    mutating func reply(_ extent: OutgoingReply.Extent, bodyCount: Int) -> ReplyAction {
        guard case .answering(let form) = state else { return .nothing }
        switch extent {
        case .whole: return finish(form)
        case .begun(let count):
            return count >= bodyCount ? finish(form) : .write(form, then: .waitForMore)
        case .truncated: return finish(form, isCut: true)
        case .reset:
            state = .closing
            return .reset
        case .nothing:
            state = isQuiescing ? .closing : .hanging
            return isQuiescing ? .close : .nothing
        }
    }

    /// The simulator goes on with a reply that has begun.
    mutating func replyChunk(isLast: Bool) -> ReplyAction {
        guard case .answering(let form) = state else { return .nothing }
        return isLast ? finish(form) : .write(form, then: .waitForMore)
    }

    private mutating func finish(_ form: ReplyForm, isCut: Bool = false) -> ReplyAction {
        let isLast = form.closes || isCut || isQuiescing
        state = isLast ? .closing : .idle
        return .write(form, then: isLast ? .close : .takeWaiting)
    }

    /// The form of the reply that Hummingbird writes; nil when it is to none that was passed on.
    var passedReplyForm: ReplyForm? {
        if case .passing(let form, _) = state { form } else { nil }
    }

    /// A reply of Hummingbird begins.
    mutating func passedReplyBegan() {
        if case .passing(let form, .waiting) = state { state = .passing(form, .replying) }
    }

    /// A reply of Hummingbird has ended.
    ///
    /// - Returns: what follows once it is written; nil for a reply to a request that was not passed on.
    mutating func passedReplyEnded() -> AfterWrite? {
        guard case .passing(let form, _) = state else { return nil }
        state = form.closes ? .closing : .idle
        return form.closes ? .close : .takeWaiting
    }

    // MARK: The connection

    /// Whether to read more from the client.
    ///
    /// A client that does not take its replies, or sends ahead of them, has to wait, so that nothing piles up here.
    mutating func read(isWritable: Bool) -> Bool {
        hasHeldRead = !isWritable || !waiting.isEmpty
        return !hasHeldRead
    }

    /// Whether a read that was held back may be done now.
    mutating func readHeld(isWritable: Bool) -> Bool {
        hasHeldRead && read(isWritable: isWritable)
    }

    /// The process stops: a reply that is under way is the connection's last.
    mutating func quiesce() -> EventAction {
        switch state {
        case .answering:
            isQuiescing = true
            return .nothing
        case .hanging:
            state = .closing
            return .close
        case .closing: return .nothing
        case .idle, .reading, .passing: return .pass
        }
    }

    /// Nothing has gone over the connection for the idle timeout; one that waits for a reply stays open.
    mutating func becameIdle() -> EventAction {
        switch state {
        case .answering, .hanging, .passing(_, .waiting): return .nothing
        case .idle, .reading, .passing, .closing:
            state = .closing
            return .close
        }
    }
}
