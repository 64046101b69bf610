import HESContract
import JSON

/// Sends a call and reads its answer, at most eight at once.
final class HTTPExchange: Sendable {
    private let transport: Transport
    private let form: RequestForm
    private let reader: EnvelopeReader
    private let limit: Duration
    private let gate = Gate(limit: 8)

    init(transport: Transport, limit: Duration, defects: Set<Defect>) {
        self.transport = transport
        self.limit = limit
        form = RequestForm(defects: defects)
        reader = EnvelopeReader(defects: defects)
    }

    /// - Returns: the answer's `data`.
    func send(
        _ endpoint: Endpoint,
        with fields: RequestFields,
        token: String?,
        within budget: Budget
    ) async throws(CallFailure) -> JSONValue {
        let isForm = endpoint == .getToken && form.defects.contains(.formEncodedLogin)
        let body = isForm ? form.form(fields) : form.body(fields, token: token)
        let result: Result<HTTPReply, CallFailure> = await gate.passing {
            let limit = min(self.limit, budget.rest)
            guard limit > .zero else { return .failure(.unclear("the operation's time is over")) }
            let path = form.path(endpoint, token: token)
            return await transport.post(path, headers: form.headers(endpoint, token: token), body: body, within: limit)
        }
        return try reader.data(of: result.get())
    }

    func shutdown() async {
        await transport.shutdown()
    }
}
