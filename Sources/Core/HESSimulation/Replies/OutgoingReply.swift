package import HESContract

/// The next part of an answer for an edge to send: the answer, or a chunk after an answer that has only begun.
package enum ReplyPart: Sendable {
    case answer(OutgoingReply)
    case chunk([UInt8], isLast: Bool)
}

/// An HTTP answer of one of the nine calls.
package struct OutgoingReply: Sendable {
    /// How much of it leaves.
    package enum Extent: Hashable, Sendable {
        case whole
        /// A TCP reset instead of an answer.
        case reset
        /// The first `bytes` bytes of the body, then the end of the connection.
        case truncated(bytes: Int)
        /// The first `bytes` bytes of the body; chunks follow.
        case begun(bytes: Int)
        /// Nothing; the connection stays open until the client closes it.
        case nothing
    }

    package let body: [UInt8]
    /// The value of `X-HES-Sim-Reason`; nil when the call was accepted.
    package let reason: String?
    /// Envelope code, or the HTTP status when the body has no envelope.
    package private(set) var code = 200
    package var status = 200
    /// The reason phrase of the status line (RFC 9112 §4); empty for an answer to a call.
    package private(set) var reasonPhrase = ""
    /// nil means JSON.
    package var contentType: String?
    package var headers: [ReplyShape.Header] = []
    package var extent = Extent.whole

    /// The answer to a request that is not one of the nine calls.
    package init(refusing request: CallRequest) {
        switch request.target {
        case .wrongMethod:
            self.init(httpStatus: 405, reasonPhrase: "Method Not Allowed", message: "only POST is allowed here")
            headers = [ReplyShape.Header(name: "Allow", value: "POST")]
        case .encoded(let encoding): self.init(encoding: encoding)
        case .call, .unknownPath: self = .unknownPath(String(request.path))
        }
    }

    private init(encoding: UntakenEncoding) {
        let name = Rejection.excerpt(encoding.name)
        let rejection = Rejection(.contentType, at: "", expected: "a body without encoding", actual: name, clause: "R1")
        self.init(body: Answer.json(code: 415, message: encoding.message), reason: rejection.reason)
        (code, status, reasonPhrase) = (415, 415, "Unsupported Media Type")
        // RFC 9110 §12.5.3: what would be taken.
        headers = [ReplyShape.Header(name: "Accept-Encoding", value: UntakenEncoding.taken)]
    }

    package static func unknownPath(_ path: String) -> OutgoingReply {
        OutgoingReply(httpStatus: 404, reasonPhrase: "Not Found", message: "no such path '\(path)'")
    }

    private init(httpStatus: Int, reasonPhrase: String, message: String) {
        self.init(body: Answer.json(code: httpStatus, message: message), reason: nil)
        code = httpStatus
        status = httpStatus
        self.reasonPhrase = reasonPhrase
    }

    /// The answer to a call that belongs to no tenant's head-end, in the default dialect.
    package init(_ rejection: Rejection, endpoint: Endpoint) {
        self.init(.failure(rejection.failure), rejection: rejection, endpoint: endpoint, Dialect())
    }

    init(_ decision: Decision, _ dialect: Dialect) {
        guard let shape = decision.shape else {
            self.init(decision.answer, rejection: decision.rejection, endpoint: decision.endpoint, dialect)
            if decision.waitsForClock, dialect.reasonHeader.isSent { headers = [Self.clockStandsStill] }
            return
        }
        self.init(
            body: Self.body(of: decision, shape: shape, dialect: dialect),
            reason: shape.isExecuted && dialect.reasonHeader.isSent ? decision.rejection?.reason : nil
        )
        status = shape.status
        if case .decided = shape.body, let failure = decision.rejection?.failure {
            status = dialect.httpStatus(of: failure)
        }
        code = Self.code(of: decision, shape: shape, dialect: dialect)
        contentType = shape.contentType
        headers = shape.headers
        if decision.waitsForClock, shape.isExecuted, dialect.reasonHeader.isSent {
            headers.append(Self.clockStandsStill)
        }
        extent = Self.extent(shape.transport)
    }

    private init(_ answer: Answer, rejection: Rejection?, endpoint: Endpoint, _ dialect: Dialect) {
        self.init(
            body: answer.json(endpoint: endpoint, dialect),
            reason: dialect.reasonHeader.isSent ? rejection?.reason : nil
        )
        guard case .failure(let failure) = answer else { return }
        code = dialect.code(of: failure)
        status = dialect.httpStatus(of: failure)
    }

    private init(body: [UInt8], reason: String?) {
        self.body = body
        self.reason = reason
    }

    /// The bytes of the body that the client gets, in all parts; nil if no answer leaves.
    package var sentBody: [UInt8]? {
        switch extent {
        case .whole, .begun: body
        case .truncated(let bytes): Array(body.prefix(bytes))
        case .reset, .nothing: nil
        }
    }

    private static func code(of decision: Decision, shape: ReplyShape, dialect: Dialect) -> Int {
        switch shape.body {
        case .decided, .previous: decision.rejection.map { dialect.code(of: $0.failure) } ?? 200
        case .bytes: shape.status
        case .failure(let code, _): code
        }
    }

    private static func body(of decision: Decision, shape: ReplyShape, dialect: Dialect) -> [UInt8] {
        switch shape.body {
        case .decided, .previous: decision.answer.json(endpoint: decision.endpoint, dialect)
        case .bytes(let bytes): bytes
        case .failure(let code, let message): Answer.json(code: code, message: message, dialect)
        }
    }

    private static let clockStandsStill = ReplyShape.Header(name: "X-HES-Sim-Reason", value: "clock stands still")

    private static func extent(_ transport: ReplyShape.Transport) -> Extent {
        switch transport {
        case .whole: .whole
        case .reset: .reset
        case .truncated(let bytes): .truncated(bytes: bytes)
        case .drip(let chunk, _): .begun(bytes: chunk)
        case .hang: .nothing
        }
    }
}
