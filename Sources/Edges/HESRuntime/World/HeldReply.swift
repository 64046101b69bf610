import HESContract
import HESSimulation

/// Sends one part of an answer; called on any thread.
package typealias ReplySender = @Sendable (ReplyPart) -> Void

/// An answer that is decided and not yet on its way.
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

/// What comes out of the lock to be carried out.
enum Release: Sendable {
    case reply(HeldReply)
    case part(ReplyPart, ReplySender)
}
