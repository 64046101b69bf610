/// A request of one of the nine calls whose body has been parsed, once, before its tenant is known.
package struct ParsedRequest: Sendable {
    /// How a request names its tenant.
    package enum TenantHint: Hashable, Sendable {
        case code(String)
        /// The first of them that a tenant has given decides.
        case tokens([String])
        /// Without its body it names none: any tenant answers that it is too large.
        case anyTenant
    }

    private let request: CallRequest
    private let endpoint: Endpoint
    private let body: Result<RequestBody, Rejection>

    /// A body that is too large is refused unread.
    package init(_ request: CallRequest, as endpoint: Endpoint) {
        self.request = request
        self.endpoint = endpoint
        body = Result { () throws(Rejection) in
            guard !request.isTooLarge else { throw Rejection.bodyTooLarge }
            return try RequestBody(request.body, endpoint: endpoint)
        }
    }

    package var tenantHint: TenantHint {
        if request.isTooLarge { return .anyTenant }
        // A body that cannot be read, or whose token is no text, names no tenant.
        guard let body = try? body.get() else { return .tokens(tokens(inBody: nil)) }
        if endpoint == .getToken, case .getToken(let credentials)? = try? body.call(limits: CallLimits()) {
            return .code(credentials.tenantCode)
        }
        return .tokens(tokens(inBody: (try? body.token()) ?? nil))
    }

    /// Reads the call's fields as its tenant takes them.
    package func decoded(within limits: CallLimits) -> DecodedRequest {
        if request.isTooLarge { return DecodedRequest(endpoint: endpoint, rejection: .bodyTooLarge) }
        guard !limits.requiresJSON || request.isJSON else {
            return DecodedRequest(endpoint: endpoint, rejection: .contentType(request.contentType))
        }
        return DecodedRequest(
            endpoint: endpoint,
            headerToken: request.headerToken,
            body: request.body,
            parsed: body,
            limits: limits
        )
    }

    /// Why a call is refused when no tenant has its credentials or its tokens.
    package var rejectionWithoutTenant: Rejection {
        do {
            let body = try body.get()
            let hasToken = try body.token() != nil || !tokens(inBody: nil).isEmpty
            if endpoint == .getToken { _ = try body.call(limits: CallLimits()) }
            let failure: Failure =
                endpoint == .getToken ? .invalidCredentials : hasToken ? .tokenInvalid : .tokenMissing
            return Rejection(failure, at: "", expected: "what a tenant's user has", actual: "another", clause: "§3.1")
        } catch {
            return error
        }
    }

    private func tokens(inBody token: String?) -> [String] {
        [token, request.headerToken].compactMap { $0 }.filter { !$0.isEmpty }
    }
}

extension Rejection {
    fileprivate static var bodyTooLarge: Rejection {
        let limit = CallRequest.bodyLimit
        return Rejection(
            .bodyTooLarge(limit: limit),
            at: "",
            expected: "at most \(limit) bytes",
            actual: "more",
            clause: "R1"
        )
    }

    fileprivate static func contentType(_ contentType: String) -> Rejection {
        Rejection(
            .contentType,
            at: "",
            expected: "Content-Type: application/json",
            actual: contentType.isEmpty ? "no Content-Type" : contentType,
            clause: "R1"
        )
    }
}
