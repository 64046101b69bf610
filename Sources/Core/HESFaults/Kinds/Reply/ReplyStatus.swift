import HESSimulation

extension FaultKind {
    static let replyStatus = FaultKind(
        "replyStatus",
        .reply,
        "another server answers: an HTTP status and a page",
        [
            FaultParameter("status", .integer(200...599), "of HTTP"),
            FaultParameter.optional("body", .text, "default: a page that names the status"),
            FaultParameter.optional("contentType", .text, "default text/html"),
            FaultParameter.optional("headers", .headers, "sent beside the usual ones"),
        ]
    ) { ReplyStatus.effect($0) }
}

/// The call is not carried out.
private struct ReplyStatus: ReplyEffect {
    let status: Int
    let body: String
    let contentType: String
    let headers: [ReplyShape.Header]

    static func effect(_ arguments: FaultArguments) -> FaultEffect {
        let status = arguments.integer("status") ?? 503
        return .reply(
            ReplyStatus(
                status: status,
                body: arguments.text("body") ?? "<html><body><h1>\(status)</h1></body></html>",
                contentType: arguments.text("contentType") ?? "text/html",
                headers: arguments.headers("headers").map { ReplyShape.Header(name: $0.name, value: $0.value) }
            )
        )
    }

    func change(_ reply: inout ReplyShape) {
        reply.isExecuted = false
        reply.status = status
        reply.contentType = contentType
        reply.headers = headers
        reply.body = .bytes(Array(body.utf8))
    }
}
