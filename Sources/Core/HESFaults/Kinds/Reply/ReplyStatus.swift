import HESSimulation

extension FaultKind {
    static let replyStatus = FaultKind(
        "replyStatus",
        .reply,
        "another server answers: an HTTP status and a page",
        [
            FaultParameter("status", .integer(200...599), "of HTTP"),
            FaultParameter.optional("body", .text, "default: a page that names the status; none with 204, 205 and 304"),
            FaultParameter.optional("contentType", .headerValue, "default text/html"),
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

    /// RFC 9110 §15.3.5, §15.3.6, §15.4.5: bytes after such a head would be taken for the next answer.
    private static let withoutBody = [204, 205, 304]

    func change(_ reply: inout ReplyShape) {
        reply.isExecuted = false
        reply.status = status
        reply.contentType = contentType
        reply.headers = headers
        reply.body = .bytes(Self.withoutBody.contains(status) ? [] : Array(body.utf8))
    }
}
