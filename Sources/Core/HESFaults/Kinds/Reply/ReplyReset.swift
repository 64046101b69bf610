import HESSimulation

extension FaultKind {
    static let replyReset = FaultKind(
        "replyReset",
        layer: .reply,
        summary: "the connection is reset in place of an answer",
        parameters: Parameter("execute", as: .flag, default: true, summary: "whether the call is carried out first")
    ) { isExecuted in .reply(ReplyReset(isExecuted: isExecuted)) }
}

private struct ReplyReset: ReplyEffect {
    let isExecuted: Bool

    func change(_ reply: inout ReplyShape) {
        reply.isExecuted = reply.isExecuted && isExecuted
        reply.transport = .reset
    }
}
