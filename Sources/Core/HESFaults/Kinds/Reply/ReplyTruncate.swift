import HESSimulation

extension FaultKind {
    static let replyTruncate = FaultKind(
        "replyTruncate",
        layer: .reply,
        summary: "the answer breaks off, though its Content-Length is the full one",
        parameters: Parameter("bytes", as: .integer(0...1_000_000), summary: "of the body that are sent")
    ) { bytes in .reply(ReplyTruncate(bytes: bytes)) }
}

/// The call is carried out.
private struct ReplyTruncate: ReplyEffect {
    let bytes: Int

    func change(_ reply: inout ReplyShape) {
        reply.transport = .truncated(bytes: bytes)
    }
}
