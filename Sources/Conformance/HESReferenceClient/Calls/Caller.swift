import HESContract
import JSON
import Logging

/// Makes calls: with a token, in the right form, again if that is safe, never more than eight at once.
final class Caller: Sendable {
    enum Repeating {
        /// The call may be sent again: it changes nothing, or the same thing again.
        case safe
        /// The call is sent again only after a definite rejection of its token, and then once.
        case never
    }

    let session: Session
    /// See `ClientConfiguration.recovers`.
    let recovers: Bool
    let defects: Defects
    private let exchange: HTTPExchange
    private let clock: VirtualClock
    private let logger: Logger

    init(
        _ configuration: ClientConfiguration,
        exchange: HTTPExchange,
        session: Session,
        clock: VirtualClock,
        logger: Logger
    ) {
        self.exchange = exchange
        self.session = session
        self.clock = clock
        self.logger = logger
        recovers = configuration.recovers
        defects = configuration.defects
    }

    /// Makes a call, and returns the answer's `data`.
    ///
    /// If `resendsAfterLogin` is false, a call whose token is rejected is not sent again: the rejection is thrown.
    func call(
        _ endpoint: Endpoint,
        with fields: RequestFields,
        repeating: Repeating,
        within budget: Budget,
        resendsAfterLogin: Bool = true
    ) async throws(CallFailure) -> JSONValue {
        var attempt = 1
        var isSecondToken = false
        while true {
            let token = try await session.token(budget)
            if defects.contains(.secretsInLogs) { logger.notice("Call", metadata: ["token": "\(token)"]) }
            do {
                return try await exchange.send(endpoint, with: fields, token: token, within: budget)
            } catch {
                logger.info("Call failed", metadata: ["call": "\(endpoint.rawValue)", "reason": "\(error)"])
                guard recovers else { throw error }
                if case .tokenRejected = error {
                    let loops = repeating == .never && attempt < Self.attempts && defects.contains(.relayTokenLoop)
                    try await replace(token, isSecond: isSecondToken && !loops, after: error, within: budget)
                    isSecondToken = true
                    attempt += 1
                    if repeating == .never, defects.contains(.neverResendsRelay) { throw error }
                    guard resendsAfterLogin else { throw error }
                } else {
                    guard repeating == .safe || defects.contains(.blindRelayRetry) else { throw error }
                    try await pause(after: error, attempt: attempt, within: budget)
                    attempt += 1
                }
            }
        }
    }

    private func replace(
        _ token: String,
        isSecond: Bool,
        after error: CallFailure,
        within budget: Budget
    ) async throws(CallFailure) {
        guard !isSecond, !defects.contains(.tokenForever) else { throw error }
        session.reject(token)
        guard defects.contains(.loginStorm) else { return }
        for _ in 0..<5 { _ = try await session.logIn(budget) }
    }

    private func pause(after error: CallFailure, attempt: Int, within budget: Budget) async throws(CallFailure) {
        guard isRepeated(error), attempt < Self.attempts else { throw error }
        var pause = Self.pauses.pause(before: attempt)
        if case .busy(let retryAfter?) = error, !defects.contains(.ignoresRetryAfter) { pause = max(pause, retryAfter) }
        guard budget.allows(pause) else { throw error }
        do {
            try await clock.pause(for: pause)
        } catch {
            throw .unclear("cancelled")
        }
    }

    private func isRepeated(_ error: CallFailure) -> Bool {
        switch error {
        case .busy: !defects.contains(.givesUpWhenBusy)
        case .unclear: !defects.contains(.abortsOnReset)
        case .tokenRejected, .rejected: false
        }
    }

    /// Most meters in one devList.
    var mostMeters: Int { recovers && !defects.contains(.giantDevlist) ? 500 : .max / 2 }

    /// Most attempts of one call.
    private static let attempts = 5
    private static let pauses = Backoff(first: .milliseconds(200), most: .seconds(8))
}
