import HESSimulation

extension FaultKind {
    static let replyCode = FaultKind(
        "replyCode",
        .reply,
        "the call fails with a code and a text",
        [
            FaultParameter.optional("code", .integer(0...999_999), "of the envelope; default 500"),
            FaultParameter.optional("msg", .text, "default 'system busy'"),
        ]
    ) { .reply(ReplyCode(code: $0.integer("code") ?? 500, message: $0.text("msg") ?? "system busy")) }
}

/// The call is not carried out.
private struct ReplyCode: ReplyEffect {
    let code: Int
    let message: String

    func change(_ reply: inout ReplyShape) {
        reply.isExecuted = false
        reply.body = .failure(code: code, message: message)
    }
}
