package import HESContract

/// A request as read from the wire, not yet judged.
///
/// Reading it needs no state, so it happens outside any lock.
package struct Incoming: Sendable {
    package let endpoint: Endpoint
    package let call: Result<Call, Rejection>
    /// Nil: the body has none.
    private let bodyToken: Result<String?, Rejection>
    /// As they came in, for whoever records the call.
    package let headerToken: String?
    package let body: [UInt8]
    /// Of a request that is refused before its body is read.
    private let refusal: Rejection?

    package init(endpoint: Endpoint, headerToken: String?, body: [UInt8], limits: CallLimits) {
        self.endpoint = endpoint
        self.headerToken = headerToken
        self.body = body
        refusal = nil
        do {
            let body = try RequestBody(body, endpoint: endpoint)
            call = Result { () throws(Rejection) in try body.call(limits: limits) }
            bodyToken = Result { () throws(Rejection) in try body.token() }
        } catch {
            call = .failure(error)
            bodyToken = .failure(error)
        }
    }

    /// A request that is refused before its body is read.
    package init(endpoint: Endpoint, rejection: Rejection) {
        self.endpoint = endpoint
        bodyToken = .failure(rejection)
        call = .failure(rejection)
        headerToken = nil
        body = []
        refusal = rejection
    }

    /// The token where it is looked for; nil where it is not there.
    ///
    /// The one of the body wins over the one of the header `HES_Access_Token` (rule R3).
    package func token(_ place: Dialect.TokenPlace = .either) throws(Rejection) -> String? {
        if let refusal { throw refusal }
        return switch place.source(for: endpoint) {
        case nil: try bodyToken.get() ?? plainHeaderToken
        case .body: try bodyToken.get()
        case .header: plainHeaderToken
        }
    }

    /// What is in the place that is not looked at.
    func hasToken(outside place: Dialect.TokenPlace) -> Bool {
        switch place.source(for: endpoint) {
        case nil: false
        case .body: plainHeaderToken != nil
        case .header: ((try? bodyToken.get()) ?? nil) != nil
        }
    }

    private var plainHeaderToken: String? { headerToken.flatMap { $0.isEmpty ? nil : $0 } }
}

extension Dialect.TokenPlace {
    enum Source: String {
        case body = "the body's member 'token'"
        case header = "the header HES_Access_Token"
    }

    /// Nil: the one or the other.
    func source(for endpoint: Endpoint) -> Source? {
        switch self {
        case .either: nil
        case .bodyOnly: .body
        case .headerOnly: .header
        case .asExample: endpoint == .removeArchive ? .header : .body
        }
    }
}
