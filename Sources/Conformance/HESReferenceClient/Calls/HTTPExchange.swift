import Foundation
import HESContract
import JSON
import SimulationKernel

/// Sends a call and reads its answer, at most eight at once.
final class HTTPExchange: Sendable {
    private let transport: Transport
    private let form: RequestForm
    private let reader: EnvelopeReader
    private let limit: Duration
    private let gate = Gate(limit: 8)
    private let clock: VirtualClock

    /// `limit` is the longest time for one exchange, on `clock`.
    init(transport: Transport, limit: Duration, clock: VirtualClock, defects: Defects) {
        self.transport = transport
        self.limit = limit
        self.clock = clock
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
            return await transport.post(
                form.path(endpoint, token: token),
                headers: form.headers(endpoint, token: token),
                body: body,
                within: form.defects.contains(.noTimeout) ? .seconds(86_400) : limit,
                on: clock
            )
        }
        return try reader.data(of: result.get())
    }

    /// Advances the simulator's clock through its control API; the answer comes when all that fell due is delivered.
    func advanceSimulator(
        by duration: SimulatedDuration,
        tenant: String,
        within budget: Budget
    ) async throws(CallFailure) {
        let tenant = tenant.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? tenant
        let reply = try await transport.post(
            "/_sim/clock?tenant=\(tenant)",
            headers: [("Content-Type", "application/json")],
            body: Array(#"{"advance":"\#(duration.text)"}"#.utf8),
            within: budget.rest,
            on: clock
        ).get()
        guard reply.status == 200 else {
            let reason = String(decoding: reply.body.prefix(400), as: UTF8.self)
            throw .unclear("the simulator's clock was not advanced, HTTP \(reply.status): \(reason)")
        }
    }

    func shutdown() async {
        await transport.shutdown()
    }
}
