import HESContract
import HESSimulation
import NIOCore
import NIOHTTPTypes

/// Decides what becomes of the requests of one connection: each is answered here, passed on to Hummingbird, or waits.
///
/// One request is under way at a time, and what arrives meanwhile waits, so replies leave in the order of the requests.
/// Events go in, actions come out; ``OpenAPIHandler`` carries them out.
struct HTTPCallStateMachine {
    enum RequestAction: Equatable {
        case nothing
        /// Hand the part on to Hummingbird.
        case pass(HTTPRequestPart)
        /// Ask the simulator for the reply to a request that is complete.
        case answer(CallRequest)
        /// Send `100 Continue`; the body follows.
        case writeContinue
        case close
    }

    enum ReplyAction: Equatable {
        case nothing
        /// Write the reply; without its body for a HEAD request.
        case write(hasBody: Bool, then: AfterWrite)
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
        case reading(HTTPCall)
        /// The simulator has not yet sent the reply, or the rest of it.
        case answering(closes: Bool, hasBody: Bool)
        /// The reply never comes: the connection ends with the client, or with the process.
        case hanging
        /// Hummingbird handles the request, until its reply has ended.
        case passing
        case closing
    }

    private var state = State.idle
    private var waiting = CircularBuffer<HTTPRequestPart>()
    private var isTakingWaiting = false
    private var isQuiescing = false
    private var hasHeldRead = false

    /// Parts that a client may send ahead of its replies; beyond it the connection is closed.
    static let waitingLimit = 4096

    // MARK: Requests

    /// A part has come in; `isHTTP10` is the version of its head.
    mutating func receive(_ part: HTTPRequestPart, isHTTP10: Bool) -> RequestAction {
        guard !waiting.isEmpty || isBlocked(part) else { return begin(part, isHTTP10: isHTTP10) }
        waiting.append(part)
        guard waiting.count > Self.waitingLimit else { return .nothing }
        state = .closing
        return .close
    }

    /// Call ``takeWaiting(isHTTP10:)`` until it returns nil if this returns true.
    ///
    /// False while that is being done already: a reply that leaves at once must not begin the next request on its stack.
    mutating func startTakingWaiting() -> Bool {
        guard !isTakingWaiting else { return false }
        isTakingWaiting = true
        return true
    }

    /// What becomes of the next part that waits; nil if none may be taken now.
    mutating func takeWaiting(isHTTP10: Bool) -> RequestAction? {
        assert(isTakingWaiting, "waiting parts are taken in one place at a time")
        guard let part = waiting.first, !isBlocked(part) else {
            isTakingWaiting = false
            return nil
        }
        waiting.removeFirst()
        return begin(part, isHTTP10: isHTTP10)
    }

    private func isBlocked(_ part: HTTPRequestPart) -> Bool {
        switch state {
        case .idle, .reading: false
        case .answering, .hanging, .closing: true
        case .passing: if case .head = part { true } else { false }
        }
    }

    private mutating func begin(_ part: HTTPRequestPart, isHTTP10: Bool) -> RequestAction {
        switch part {
        case .head(let head):
            let request = CallRequest(head)
            guard request.isOpenAPI else {
                state = .passing
                return .pass(part)
            }
            let call = HTTPCall(request, head: head, isHTTP10: isHTTP10)
            state = .reading(call)
            return call.expectsContinue ? .writeContinue : .nothing
        case .body(let bytes):
            guard case .reading(var call) = state else { return .pass(part) }
            // Gives up the state's reference, or appending would copy the body.
            state = .idle
            call.append(bytes)
            let isHopeless = call.request.exceedsReadLimit
            state = isHopeless ? .closing : .reading(call)
            return isHopeless ? .close : .nothing
        case .end:
            guard case .reading(let call) = state else { return .pass(part) }
            state = .answering(closes: call.closes, hasBody: call.hasAnswerBody)
            return .answer(call.request)
        }
    }

    // MARK: Replies

    /// The simulator replies; `bodyCount` is the size of the whole body.
    mutating func reply(_ extent: OutgoingReply.Extent, bodyCount: Int) -> ReplyAction {
        guard case .answering(let closes, let hasBody) = state else { return .nothing }
        switch extent {
        case .whole: return finish(closes: closes, hasBody: hasBody)
        case .begun(let count):
            if count >= bodyCount { return finish(closes: closes, hasBody: hasBody) }
            return .write(hasBody: hasBody, then: .waitForMore)
        case .truncated: return finish(closes: true, hasBody: hasBody)
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
        guard case .answering(let closes, let hasBody) = state else { return .nothing }
        return isLast ? finish(closes: closes, hasBody: hasBody) : .write(hasBody: hasBody, then: .waitForMore)
    }

    private mutating func finish(closes: Bool, hasBody: Bool) -> ReplyAction {
        let isLast = closes || isQuiescing
        state = isLast ? .closing : .idle
        return .write(hasBody: hasBody, then: isLast ? .close : .takeWaiting)
    }

    /// A reply of Hummingbird has ended.
    ///
    /// - Returns: whether waiting parts may be taken.
    mutating func passedReplyEnded() -> Bool {
        guard case .passing = state else { return false }
        state = .idle
        return true
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
        case .answering, .hanging: return .nothing
        case .idle, .reading, .passing, .closing:
            state = .closing
            return .close
        }
    }
}
