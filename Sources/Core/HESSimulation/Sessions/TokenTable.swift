package import HESContract
package import SimulationKernel

/// The users' live tokens (§3.1): at most one per user, unless the dialect keeps old ones valid beside a new one.
///
/// A token is no longer valid at the instant at which its life ends.
package struct TokenTable: Sendable {
    fileprivate struct Session: Codable, Sendable {
        let token: String
        /// When its life ends, if no limit is earlier.
        var end: SimulatedInstant
        /// When getToken last returned it.
        var given: SimulatedInstant
        /// Set by a fault; renewals do not move it, but the fault sets it again when it hits again.
        var limit: Limit?

        struct Limit: Codable, Sendable {
            let end: SimulatedInstant
            let since: SimulatedInstant
        }

        var expires: SimulatedInstant { limit.map { min($0.end, end) } ?? end }

        /// If there were several limits since the token was last given, the earliest counts.
        mutating func limitLife(to instant: SimulatedInstant, since now: SimulatedInstant) {
            let old = limit.map { $0.since >= given ? $0.end : instant } ?? instant
            limit = Limit(end: min(old, instant), since: now)
        }
    }

    /// The result of getToken.
    package struct Issue: Sendable {
        package let token: String
        package let isNew: Bool
        package let expires: SimulatedInstant
        /// Whether it ended an older token of the user.
        package let revokesOld: Bool
    }

    private let tenantCode: String
    private let lifetime: SimulatedDuration
    private let renewal: Dialect.TokenRenewal
    private let userOfName: [String: User]
    private let seed: UInt64
    private let mint: TokenMint
    /// The newest token last.
    private var sessions: [String: [Session]] = [:]
    /// User name by ``fingerprint(_:)`` of the token; the token itself is then compared in constant time.
    private var owners: [UInt64: String] = [:]
    private var issuedCount: UInt64 = 0

    /// The most live tokens of one user; one more ends the oldest.
    package static let mostTokensPerUser = 100

    package init(_ configuration: WorldConfiguration) {
        tenantCode = configuration.tenantCode
        lifetime = configuration.tokenLifetime
        renewal = configuration.dialect.tokenRenewal
        userOfName = Dictionary(configuration.users.map { ($0.username, $0) }) { first, _ in first }
        seed = configuration.seed
        mint = TokenMint(configuration)
    }

    /// Tokens that were made, over the world's life.
    var issued: Int64 { Int64(clamping: issuedCount) }

    /// Makes the next token's number greater than `count`.
    mutating func skip(to count: Int64) {
        issuedCount = max(issuedCount, UInt64(clamping: count))
    }

    /// The user with these credentials; nil if one is wrong, though all are compared in any case.
    package func user(_ credentials: Call.Credentials) -> User? {
        let user = userOfName[credentials.username]
        let secrets = user ?? User(username: "", password: "", secretKey: "")
        let isTenant = isEqualInConstantTime(credentials.tenantCode, to: tenantCode)
        let isPassword = isEqualInConstantTime(credentials.password, to: secrets.password)
        let isSecretKey = isEqualInConstantTime(credentials.secretKey, to: secrets.secretKey)
        return isTenant && isPassword && isSecretKey ? user : nil
    }

    /// The live token or a new one; the dialect decides whether a live token is kept, renewed or replaced.
    package mutating func token(for user: User, at instant: SimulatedInstant) -> Issue {
        forgetDead(of: user.username, at: instant)
        let live = sessions[user.username, default: []]
        guard let newest = live.last else { return issue(for: user, at: instant, revokesOld: false) }
        switch renewal {
        case .sliding, .onUse:
            var renewed = newest
            renewed.given = instant
            renewed.end = max(newest.end, instant + lifetime)
            sessions[user.username]?[live.count - 1] = renewed
            return Issue(token: newest.token, isNew: false, expires: renewed.expires, revokesOld: false)
        case .remaining:
            return Issue(token: newest.token, isNew: false, expires: newest.expires, revokesOld: false)
        case .replace:
            let isFull = live.count >= Self.mostTokensPerUser
            if isFull { remove(0, of: user.username) }
            return issue(for: user, at: instant, revokesOld: isFull)
        case .revoke:
            revoke([user.username])
            return issue(for: user, at: instant, revokesOld: true)
        }
    }

    /// Records that a call carried the token: under `onUse` renewal its life starts again.
    mutating func use(_ token: String, at instant: SimulatedInstant) {
        guard renewal == .onUse, let (username, place) = place(of: token, at: instant) else { return }
        sessions[username]?[place].end = instant + lifetime
    }

    package func username(of token: String, at instant: SimulatedInstant) -> String? {
        place(of: token, at: instant)?.username
    }

    /// The live tokens in the order of the users' names, a user's oldest first.
    package func live(at instant: SimulatedInstant) -> [(username: String, token: String)] {
        sessions.keys.sorted().flatMap { username in
            sessions[username, default: []].filter { instant < $0.expires }.map { (username, $0.token) }
        }
    }

    /// Ends the sessions of these users; of all users if the list is empty.
    mutating func revoke(_ usernames: [String]) {
        guard !usernames.isEmpty else { return revokeAll() }
        for username in usernames {
            let own = sessions.removeValue(forKey: username) ?? []
            for session in own { owners[fingerprint(session.token)] = nil }
        }
    }

    /// Ends a user's sessions at `instant` at the latest.
    mutating func limitLife(of username: String, to instant: SimulatedInstant, since now: SimulatedInstant) {
        guard let own = sessions[username] else { return }
        for place in own.indices {
            sessions[username]?[place].limitLife(to: instant, since: now)
        }
    }

    /// Ends every session, as a restarted head-end does.
    package mutating func revokeAll() {
        sessions.removeAll()
        owners.removeAll()
    }

    private mutating func issue(for user: User, at instant: SimulatedInstant, revokesOld: Bool) -> Issue {
        issuedCount += 1
        let token = mint.token(for: user, number: issuedCount, at: instant)
        sessions[user.username, default: []].append(Session(token: token, end: instant + lifetime, given: instant))
        owners[fingerprint(token)] = user.username
        return Issue(token: token, isNew: true, expires: instant + lifetime, revokesOld: revokesOld)
    }

    private mutating func forgetDead(of username: String, at instant: SimulatedInstant) {
        for place in sessions[username, default: []].indices.reversed()
        where (sessions[username]?[place].expires).map({ $0 <= instant }) ?? false {
            remove(place, of: username)
        }
    }

    private mutating func remove(_ place: Int, of username: String) {
        guard let session = sessions[username]?.remove(at: place) else { return }
        owners[fingerprint(session.token)] = nil
    }

    private func place(of token: String, at instant: SimulatedInstant) -> (username: String, place: Int)? {
        guard let username = owners[fingerprint(token)], let own = sessions[username],
            let place = own.lastIndex(where: { isEqualInConstantTime(token, to: $0.token) }),
            instant < own[place].expires
        else { return nil }
        return (username, place)
    }

    private func fingerprint(_ token: String) -> UInt64 {
        SeededHash(seed: seed).about(token).value
    }
}

extension TokenTable {
    /// What a snapshot holds of it.
    struct Saved: Codable {
        @InKeyOrder fileprivate var sessions: [String: [Session]]
        fileprivate let issuedCount: UInt64
    }

    var saved: Saved { Saved(sessions: sessions, issuedCount: issuedCount) }

    mutating func restore(_ saved: Saved) {
        (sessions, issuedCount) = (saved.sessions, saved.issuedCount)
        owners = [:]
        let usernames = sessions.keys.sorted()
        for username in usernames {
            for session in sessions[username, default: []] { owners[fingerprint(session.token)] = username }
        }
    }
}
