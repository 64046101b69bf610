import HESSimulation

extension FaultKind {
    static let replyEmpty = FaultKind(
        "replyEmpty",
        layer: .reply,
        summary: "the answer has an empty body"
    ) { .reply(ReplyEmpty()) }
}

/// The call is carried out.
private struct ReplyEmpty: ReplyEffect {
    func change(_ reply: inout ReplyShape) {
        reply.body = .bytes([])
    }
}
