import HESSimulation

extension FaultKind {
    static let replyTruncate = FaultKind(
        "replyTruncate",
        .reply,
        "the answer breaks off, though its Content-Length is the full one",
        [FaultParameter("bytes", .integer(0...1_000_000), "of the body that are sent")]
    ) { .reply(ReplyTruncate(bytes: $0.integer("bytes") ?? 0)) }
}

/// The call is carried out.
private struct ReplyTruncate: ReplyEffect {
    let bytes: Int

    func change(_ reply: inout ReplyShape) {
        reply.transport = .truncated(bytes: bytes)
    }
}
