import HESSimulation

extension FaultKind {
    static let replyReset = FaultKind(
        "replyReset",
        .reply,
        "the connection is reset in place of an answer",
        [FaultParameter.optional("execute", .flag, "whether the call is carried out first; default true")]
    ) { .reply(ReplyReset(isExecuted: $0.flag("execute") ?? true)) }
}

private struct ReplyReset: ReplyEffect {
    let isExecuted: Bool

    func change(_ reply: inout ReplyShape) {
        reply.isExecuted = reply.isExecuted && isExecuted
        reply.transport = .reset
    }
}
