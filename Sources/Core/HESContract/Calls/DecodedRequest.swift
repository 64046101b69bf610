/// A request whose body has been read: its call and its token, or the rejection.
///
/// Reading needs no state, so it happens outside any lock.
package struct DecodedRequest: Sendable {
    package let endpoint: Endpoint
    package let call: Result<Call, Rejection>
    /// The body's token; nil if it has none.
    private let bodyToken: Result<String?, Rejection>
    /// The header's token, for recording the call.
    package let headerToken: String?
    /// The body's bytes, for recording the call.
    package let body: [UInt8]
    /// Set for a request that was rejected before its body was read.
    private let refusal: Rejection?
    /// What the request asked, for the journal; nil if its body is no JSON object.
    package let note: RequestNote?

    package init(endpoint: Endpoint, headerToken: String?, body: [UInt8], limits: CallLimits) {
        let parsed = Result { () throws(Rejection) in try RequestBody(body, endpoint: endpoint) }
        self.init(endpoint: endpoint, headerToken: headerToken, body: body, parsed: parsed, limits: limits)
    }

    init(
        endpoint: Endpoint,
        headerToken: String?,
        body: [UInt8],
        parsed: Result<RequestBody, Rejection>,
        limits: CallLimits
    ) {
        self.endpoint = endpoint
        self.headerToken = headerToken
        self.body = body
        refusal = nil
        call = parsed.flatMap { body in Result { () throws(Rejection) in try body.call(limits: limits) } }
        // A body that cannot be read leaves no note; the rejection says why.
        if case .success(let call) = call { note = RequestNote(call) } else { note = (try? parsed.get())?.note }
        bodyToken = parsed.flatMap { body in Result { () throws(Rejection) in try body.token() } }
    }

    /// A request that is rejected before its body is read.
    init(endpoint: Endpoint, rejection: Rejection) {
        self.endpoint = endpoint
        bodyToken = .failure(rejection)
        call = .failure(rejection)
        headerToken = nil
        body = []
        refusal = rejection
        note = nil
    }

    /// The token in the dialect's place for it; nil if it is absent.
    ///
    /// If both places are allowed, the body's token takes precedence over the header's (rule R3).
    package func token(in place: Dialect.TokenPlace) throws(Rejection) -> String? {
        if let refusal { throw refusal }
        return switch place.source(for: endpoint) {
        case nil: try bodyToken.get() ?? plainHeaderToken
        case .body: try bodyToken.get()
        case .header: plainHeaderToken
        }
    }

    /// The token in the dialect's place for it.
    ///
    /// - Throws: `tokenMissing` if it is absent, or the rejection of the request or of the token's form.
    package func requiredToken(in place: Dialect.TokenPlace) throws(Rejection) -> String {
        if let token = try token(in: place) { return token }
        let source = place.source(for: endpoint)
        let other = source == .body ? "only one in the header HES_Access_Token" : "only one in the body"
        throw Rejection(
            .tokenMissing,
            at: source == .header ? "" : "/token",
            expected: "the token of getToken, in \(source?.rawValue ?? "the body or in HES_Access_Token")",
            actual: hasToken(outside: source) ? other : "nothing",
            clause: endpoint.clause
        )
    }

    private func hasToken(outside source: Dialect.TokenPlace.Source?) -> Bool {
        switch source {
        case nil: false
        case .body: plainHeaderToken != nil
        case .header: ((try? bodyToken.get()) ?? nil) != nil
        }
    }

    private var plainHeaderToken: String? { headerToken.flatMap { $0.isEmpty ? nil : $0 } }
}

extension Dialect.TokenPlace {
    fileprivate enum Source: String {
        case body = "the body's member 'token'"
        case header = "the header HES_Access_Token"
    }

    /// The only place that counts for the endpoint; nil if both do.
    fileprivate func source(for endpoint: Endpoint) -> Source? {
        switch self {
        case .either: nil
        case .bodyOnly: .body
        case .headerOnly: .header
        case .asExample: endpoint == .removeArchive ? .header : .body
        }
    }
}
