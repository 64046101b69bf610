import HESContract
import JSON
import MQTTClient
import Synchronization

/// The access token: callers that need one at the same time share a single login.
final class Session: Sendable {
    private struct State {
        var token: TokenState
        var waiting: [Promise<Void>] = []
    }

    private let exchange: HTTPExchange
    private let credentials: ClientConfiguration.Credentials
    private let clock: VirtualClock
    private let state: Mutex<State>
    /// See `ClientConfiguration.recovers`.
    private let recovers: Bool

    init(
        exchange: HTTPExchange,
        credentials: ClientConfiguration.Credentials,
        clock: VirtualClock,
        defects: Defects,
        recovers: Bool = true
    ) {
        self.exchange = exchange
        self.credentials = credentials
        self.clock = clock
        self.recovers = recovers
        state = Mutex(State(token: TokenState(defects: defects)))
    }

    /// The known token, or a new one.
    func token(_ budget: Budget) async throws(CallFailure) -> String {
        try await obtain(budget) { $0.need(at: $1) }
    }

    /// Calls getToken even with a valid token.
    func logIn(_ budget: Budget) async throws(CallFailure) -> String {
        try await obtain(budget) { token, _ in token.forceLogin() }
    }

    /// Drops a token that the HES rejected.
    func reject(_ token: String) {
        state.withLock { $0.token.reject(token) }
    }

    private func obtain(
        _ budget: Budget,
        ask: (inout TokenState, Duration) -> TokenState.Need
    ) async throws(CallFailure) -> String {
        while budget.rest > .zero {
            let now = clock.now
            let (need, turn) = state.withLock { state -> (TokenState.Need, Promise<Void>?) in
                let need = ask(&state.token, now)
                guard need == .wait else { return (need, nil) }
                let turn = Promise<Void>()
                state.waiting.append(turn)
                return (need, turn)
            }
            switch need {
            case .use(let token): return token
            case .logIn: return try await fetch(budget)
            case .wait: if let turn { _ = await value(of: turn, within: budget.rest) }
            }
        }
        throw .unclear("no token came in time")
    }

    /// Logs in, with pauses between attempts; all waiting callers resume when it is over.
    private func fetch(_ budget: Budget) async throws(CallFailure) -> String {
        defer { release() }
        var failure = CallFailure.unclear("no login was tried")
        for _ in 0..<attempts {
            let pause = state.withLock { $0.token.notBefore } - clock.now
            guard budget.allows(pause), await slept(pause) else { break }
            let askedAt = clock.now
            do {
                return try accept(
                    await exchange.send(.getToken, with: fields, token: nil, within: budget),
                    askedAt: askedAt
                )
            } catch {
                failure = error
                state.withLock { $0.token.fail(at: clock.now) }
            }
        }
        state.withLock { $0.token.giveUp() }
        throw failure
    }

    private func accept(_ data: JSONValue, askedAt: Duration) throws(CallFailure) -> String {
        guard let token = data.member("token")?.value.plainText, !token.isEmpty else {
            throw .unclear("getToken gave no token")
        }
        if state.withLock({ $0.token.refuses(token) }) { throw .unclear("the token cannot be decoded") }
        let lifetime = TokenLifetime.read(data.member("expireIn")?.value)
        let isDead = state.withLock { state in
            state.token.accept(token, lifetime: lifetime, askedAt: askedAt)
            return state.token.isDead(token, at: clock.now)
        }
        if isDead { throw .rejected(code: 0, message: "the token that came has expired") }
        return token
    }

    private func release() {
        let waiting = state.withLock { state in
            defer { state.waiting = [] }
            return state.waiting
        }
        for turn in waiting { turn.succeed() }
    }

    private func slept(_ pause: Duration) async -> Bool {
        do {
            try await clock.pause(for: pause)
            return true
        } catch {
            return false
        }
    }

    /// Most logins for one call of `token` or `logIn`.
    private var attempts: Int {
        guard recovers else { return 1 }
        return state.withLock { $0.token.defects.contains(.tightLoginLoop) } ? 50 : 4
    }

    private var fields: RequestFields {
        [
            ("tenantCode", .text(credentials.tenantCode)), ("username", .text(credentials.username)),
            ("password", .text(credentials.password)), ("secretKey", .text(credentials.secretKey)),
        ]
    }
}
