package import HESSimulation

/// Sends one part of an answer; may be called on any thread.
package typealias ReplySender = @Sendable (ReplyPart) -> Void

/// An answer that is decided and not yet rendered.
struct HeldReply: Sendable {
    let decision: Decision
    /// When its call came; nil without an access log.
    var began: ContinuousClock.Instant?
    let send: ReplySender
}

/// An answer that leaves in parts: these are released under the world's lock and sent outside it, in their order.
struct BegunReply: Sendable {
    private var rest: DrippingReply
    private let parts = HandoffQueue<ReplyPart>()
    private let send: ReplySender

    init(_ first: OutgoingReply, rest: DrippingReply, send: @escaping ReplySender) {
        self.rest = rest
        self.send = send
        parts.append([.answer(first)])
    }

    /// - Returns: whether another part follows it.
    mutating func releaseNext() -> Bool {
        parts.append([rest.next()])
        return rest.count > 0
    }

    func releaseRest() {
        parts.append([rest.remainder])
    }

    /// Sends what is released; called outside the lock.
    func flush() {
        parts.flush(to: send)
    }
}

/// Answers that are still to leave, wholly or in part, by the head-end's numbers.
struct PendingReplies: Sendable {
    /// What is due, to be sent outside the lock.
    enum Release: Sendable {
        case reply(HeldReply)
        case part(of: BegunReply)
    }

    struct All: Sendable {
        var held: [HeldReply] = []
        var begun: [BegunReply] = []
    }

    private var held: [UInt64: HeldReply] = [:]
    private var begun: [UInt64: BegunReply] = [:]

    var hasHeld: Bool { !held.isEmpty }
    var heldCount: Int { held.count }

    mutating func hold(_ reply: HeldReply, number: UInt64) {
        let old = held.updateValue(reply, forKey: number)
        precondition(old == nil, "the head-end numbers each answer once")
    }

    mutating func begin(_ reply: BegunReply, number: UInt64) {
        let old = begun.updateValue(reply, forKey: number)
        precondition(old == nil, "the head-end numbers each answer once")
    }

    /// Takes out an answer that is due, or releases the next part of one.
    mutating func release(_ number: UInt64) -> Release? {
        if let reply = held.removeValue(forKey: number) { return .reply(reply) }
        guard var reply = begun.removeValue(forKey: number) else { return nil }
        if reply.releaseNext() { begun[number] = reply }
        return .part(of: reply)
    }

    /// In the order of their numbers.
    mutating func removeAll() -> All {
        defer { (held, begun) = ([:], [:]) }
        return All(
            held: held.sorted { $0.key < $1.key }.map(\.value),
            begun: begun.sorted { $0.key < $1.key }.map(\.value)
        )
    }
}
