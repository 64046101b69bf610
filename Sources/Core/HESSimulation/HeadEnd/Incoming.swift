package import HESContract

/// A request as read from the wire, not yet judged.
///
/// Reading it needs no state, so it happens outside any lock.
package struct Incoming: Sendable {
    package let endpoint: Endpoint
    /// Nil: neither in the body nor in the header.
    package let token: Result<String?, Rejection>
    package let call: Result<Call, Rejection>
    /// As they came in, for whoever records the call.
    package let headerToken: String?
    package let body: [UInt8]

    /// The token of the body wins over the one of the header `HES_Access_Token` (rule R3).
    package init(endpoint: Endpoint, headerToken: String?, body: [UInt8], limits: CallLimits) {
        self.endpoint = endpoint
        self.headerToken = headerToken
        self.body = body
        let header = headerToken.flatMap { $0.isEmpty ? nil : $0 }
        do {
            let body = try RequestBody(body, endpoint: endpoint)
            call = Result { () throws(Rejection) in try body.call(limits: limits) }
            token = Result { () throws(Rejection) in try body.token() ?? header }
        } catch {
            call = .failure(error)
            token = .failure(error)
        }
    }

    /// A request that is refused before its body is read.
    package init(endpoint: Endpoint, rejection: Rejection) {
        self.endpoint = endpoint
        token = .failure(rejection)
        call = .failure(rejection)
        headerToken = nil
        body = []
    }
}
