import HESSimulation

extension FaultKind {
    static let replyCode = FaultKind(
        "replyCode",
        layer: .reply,
        summary: "the call fails with a code and a text",
        parameters: Parameter("code", as: .integer(0...999_999), default: 500, summary: "of the envelope"),
        Parameter("msg", as: .text, default: "system busy", summary: "")
    ) { code, message in .reply(ReplyCode(code: code, message: message)) }
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
