import HESSimulation

extension FaultKind {
    static let replyStatus = FaultKind(
        "replyStatus",
        layer: .reply,
        summary: "another server answers: an HTTP status and a page",
        parameters: Parameter("status", as: .integer(200...599), summary: "of HTTP"),
        Parameter(
            optional: "body",
            as: .text,
            summary: "default: a page that names the status; none with 204, 205 and 304"
        ),
        Parameter("contentType", as: .headerValue, default: "text/html", summary: ""),
        Parameter(optional: "headers", as: .headers, summary: "sent beside the usual ones")
    ) { status, body, contentType, headers in
        .reply(
            ReplyStatus(
                status: status,
                body: body ?? "<html><body><h1>\(status)</h1></body></html>",
                contentType: contentType,
                headers: headers ?? []
            )
        )
    }
}

/// The call is not carried out.
private struct ReplyStatus: ReplyEffect {
    let status: Int
    let body: String
    let contentType: String
    let headers: [ReplyShape.Header]

    /// RFC 9110 §15.3.5, §15.3.6, §15.4.5: a client would read bytes after such a head as the next answer.
    private static let withoutBody = [204, 205, 304]

    func change(_ reply: inout ReplyShape) {
        reply.isExecuted = false
        reply.status = status
        reply.contentType = contentType
        reply.headers = headers
        reply.body = .bytes(Self.withoutBody.contains(status) ? [] : Array(body.utf8))
    }
}
