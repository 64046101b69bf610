package import HESContract
package import HESSimulation

/// Observes HTTP requests and replies; the conformance suite records them as evidence.
///
/// Called on event loops and the pacer's thread; must not block.
package protocol WireObserver: Sendable {
    /// - Returns: a number, passed again with the answer.
    func requestCame(_ request: CallRequest) -> Int

    /// The answer is about to be written; for an answer in chunks, the first chunk.
    func replyLeaves(_ reply: OutgoingReply, to number: Int)

    /// The refusal of a request that is no call, such as one of an unknown path, is about to be written.
    func refusalLeaves(status: Int, to number: Int)
}
