import HESSimulation

extension FaultKind {
    static let replyHang = FaultKind(
        "replyHang",
        layer: .reply,
        summary: "no answer comes, and the connection stays open"
    ) { .reply(ReplyHang()) }
}

/// The call is carried out.
private struct ReplyHang: ReplyEffect {
    func change(_ reply: inout ReplyShape) {
        reply.transport = .hang
    }
}
