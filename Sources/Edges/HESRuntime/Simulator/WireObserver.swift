package import HESContract

/// A request to the HES Open API as it came in.
package struct ObservedRequest: Sendable {
    package let method: String
    /// Without its query.
    package let path: String
    /// Nil where there is none; without the question mark.
    package let query: String?
    /// Nil for a path that is none of the nine.
    package let endpoint: Endpoint?
    package let contentType: String
    package let headerToken: String?
    package let body: [UInt8]

    package init(
        method: String,
        target: String,
        endpoint: Endpoint?,
        contentType: String,
        headerToken: String?,
        body: [UInt8]
    ) {
        self.method = method
        path = String(target.prefix { $0 != "?" })
        query = target.firstIndex(of: "?").map { String(target[$0...].dropFirst()) }
        self.endpoint = endpoint
        self.contentType = contentType
        self.headerToken = headerToken
        self.body = body
    }
}

/// Somebody who watches what goes over HTTP, as the conformance suite does.
///
/// Called on event loops and the pacer's thread; must not block.
package protocol WireObserver: Sendable {
    /// - Returns: a number that comes back with the answer.
    func requestCame(_ request: ObservedRequest) -> Int

    /// The answer is about to be written; of one that comes in chunks the first.
    func replyLeaves(_ reply: OutgoingReply, to number: Int)

    /// A refusal that concerns no call, as of an unknown path.
    func refusalLeaves(status: Int, to number: Int)
}
