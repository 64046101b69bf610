import Foundation
import HESContract
import JSON

/// What is known of the token: a state machine that is told the time and makes no call itself.
struct TokenState {
    enum Need: Equatable {
        case use(String)
        /// To be followed by `accept` or `giveUp`; until then all other callers wait.
        case logIn
        case wait
    }

    private struct Token {
        let text: String
        let expiresAt: Duration
    }

    let defects: Defects
    private var token: Token?
    private var isLoggingIn = false
    /// Logins that failed one after another.
    private(set) var failures = 0
    /// The next login is not sent before.
    private(set) var notBefore = Duration.zero
    private var firstExpiry: [String: Duration] = [:]

    init(defects: Defects = []) {
        self.defects = defects
    }

    /// What a call needs to do first.
    mutating func need(at now: Duration) -> Need {
        if isLoggingIn, !defects.contains(.thunderingLogin) { return .wait }
        if let token, isUsable(token, at: now), !defects.contains(.loginPerCall) { return .use(token.text) }
        isLoggingIn = true
        return .logIn
    }

    /// A login that was asked for by name, even with a valid token.
    mutating func forceLogin() -> Need {
        if isLoggingIn { return .wait }
        isLoggingIn = true
        return .logIn
    }

    /// `lifetime` is the answer's; nil if the answer has no usable one.
    mutating func accept(_ text: String, lifetime: Duration?, askedAt: Duration) {
        var expiry = askedAt + (lifetime ?? .seconds(7200))
        if let first = firstExpiry[text], first != expiry, defects.contains(.trustsExp) { expiry = first }
        firstExpiry = [text: expiry]
        token = Token(text: text, expiresAt: expiry)
        isLoggingIn = false
        failures = 0
        notBefore = .zero
    }

    /// One attempt failed; the login is still under way until `accept` or `giveUp`.
    mutating func fail(at now: Duration) {
        failures += 1
        notBefore = now + (defects.contains(.tightLoginLoop) ? .zero : Self.pauses.pause(before: failures))
    }

    mutating func giveUp() {
        isLoggingIn = false
    }

    /// Drops a token that the HES rejected, unless another one has come meanwhile.
    mutating func reject(_ text: String) {
        let isCurrent = token?.text == text || defects.contains(.thunderingLogin)
        guard isCurrent, !defects.contains(.tokenForever) else { return }
        token = nil
    }

    /// The defect of TOKEN-08: whether a token has another form than the document's sample, base64 of JSON.
    func refuses(_ text: String) -> Bool {
        let isDecoded = Data(base64Encoded: text).flatMap { EnvelopeReader.json(Array($0)) } != nil
        return !isDecoded && defects.contains(.decodesToken)
    }

    /// Whether a token that was just issued has already expired by the client's clock.
    func isDead(_ text: String, at now: Duration) -> Bool {
        token.map { $0.text == text && $0.expiresAt <= now } ?? false
    }

    private func isUsable(_ token: Token, at now: Duration) -> Bool {
        now < token.expiresAt || defects.contains(.tokenForever)
    }

    static let pauses = Backoff(first: .seconds(1), most: .seconds(30))
}
