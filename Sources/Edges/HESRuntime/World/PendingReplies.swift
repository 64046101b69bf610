import HESContract
package import HESSimulation
import SimulationKernel

/// Sends one part of an answer; may be called on any thread.
package typealias ReplySender = @Sendable (ReplyPart) -> Void

/// An answer that is decided and not yet rendered.
struct HeldReply: Sendable {
    let decision: Decision
    let endpoint: Endpoint
    let send: ReplySender
}

/// An answer whose beginning has left and whose rest follows in chunks.
struct BegunReply: Sendable {
    var rest: DrippingReply
    let send: ReplySender
}

/// Answers that are still to leave, wholly or in part, by the head-end's numbers.
struct PendingReplies: Sendable {
    /// What is due, to be sent outside the lock.
    enum Release: Sendable {
        case reply(HeldReply)
        case part(ReplyPart, ReplySender)
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

    /// Removes an answer that is due, or takes the next part of one and schedules the part after it.
    mutating func release(_ number: UInt64, scheduling headEnd: inout HeadEnd) -> Release? {
        if let reply = held.removeValue(forKey: number) { return .reply(reply) }
        guard var reply = begun.removeValue(forKey: number) else { return nil }
        let part = reply.rest.next()
        if !reply.rest.isOver {
            headEnd.continueReply(number, at: headEnd.now + reply.rest.every)
            begun[number] = reply
        }
        return .part(part, reply.send)
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
