import HESSimulation

extension FaultKind {
    static let replyStale = FaultKind(
        "replyStale",
        layer: .reply,
        summary: "the previous answer of the same call comes again"
    ) { .reply(ReplyStale()) }
}

/// The call is not carried out, unless the endpoint has no previous answer.
private struct ReplyStale: ReplyEffect {
    func change(_ reply: inout ReplyShape) {
        guard reply.hasPrevious else { return }
        reply.isExecuted = false
        reply.body = .previous
    }
}
