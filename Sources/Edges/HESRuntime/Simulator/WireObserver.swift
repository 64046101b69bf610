package import HESContract
package import HESSimulation

/// Watches what goes over HTTP; the conformance suite records it as evidence.
///
/// Called on event loops and the pacer's thread; must not block.
package protocol WireObserver: Sendable {
    /// - Returns: a number that comes back with the answer.
    func requestCame(_ request: CallRequest) -> Int

    /// The answer is about to be written; of one that comes in chunks the first.
    func replyLeaves(_ reply: OutgoingReply, to number: Int)

    /// A refusal that concerns no call, as of an unknown path.
    func refusalLeaves(status: Int, to number: Int)
}
