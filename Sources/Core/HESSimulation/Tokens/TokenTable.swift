package import HESContract
package import SimulationKernel

/// Who is logged in: at most one live token per user (§3.1).
///
/// A token is valid up to, not including, the instant at which its life ends.
package struct TokenTable: Sendable {
    private struct Session: Sendable {
        let token: String
        var expires: SimulatedInstant
    }

    private let tenantCode: String
    private let lifetime: SimulatedDuration
    private let userOfName: [String: User]
    private let seed: UInt64
    private var sessions: [String: Session] = [:]
    /// Session owner by ``fingerprint(_:)`` of the token; the token itself is then compared in constant time.
    private var owners: [UInt64: String] = [:]
    private var issuedCount: UInt64 = 0

    package init(_ configuration: WorldConfiguration) {
        tenantCode = configuration.tenantCode
        lifetime = configuration.tokenLifetime
        userOfName = Dictionary(configuration.users.map { ($0.username, $0) }) { first, _ in first }
        seed = configuration.seed
    }

    /// The user whom the credentials prove; all four are always compared.
    package func user(_ credentials: Call.Credentials) -> User? {
        let user = userOfName[credentials.username]
        let secrets = user ?? User(username: "", password: "", secretKey: "")
        let isTenant = isEqualInConstantTime(credentials.tenantCode, tenantCode)
        let isPassword = isEqualInConstantTime(credentials.password, secrets.password)
        let isSecretKey = isEqualInConstantTime(credentials.secretKey, secrets.secretKey)
        return isTenant && isPassword && isSecretKey ? user : nil
    }

    /// The live token with its life extended to a full one, or a new token where none lives.
    package mutating func token(for user: User, at instant: SimulatedInstant) -> (token: String, isNew: Bool) {
        if var session = sessions[user.username], instant < session.expires {
            session.expires = instant + lifetime
            sessions[user.username] = session
            return (session.token, false)
        }
        if let dead = sessions[user.username] { owners[fingerprint(dead.token)] = nil }
        let token = makeToken(for: user, at: instant)
        sessions[user.username] = Session(token: token, expires: instant + lifetime)
        owners[fingerprint(token)] = user.username
        return (token, true)
    }

    package func username(of token: String, at instant: SimulatedInstant) -> String? {
        guard let username = owners[fingerprint(token)], let session = sessions[username],
            isEqualInConstantTime(token, session.token), instant < session.expires
        else { return nil }
        return username
    }

    /// In the order of the users' names.
    package func live(at instant: SimulatedInstant) -> [(username: String, token: String)] {
        sessions.keys.sorted().compactMap { username in
            guard let session = sessions[username], instant < session.expires else { return nil }
            return (username, session.token)
        }
    }

    package var lifetimeSeconds: Int { Int(lifetime.milliseconds / 1000) }

    /// Ends the sessions of these users, of all where none is named.
    mutating func revoke(_ usernames: [String]) {
        guard !usernames.isEmpty else { return revokeAll() }
        for username in usernames {
            guard let session = sessions.removeValue(forKey: username) else { continue }
            owners[fingerprint(session.token)] = nil
        }
    }

    /// Lets a user's session end at the latest at `instant`.
    mutating func limitLife(of username: String, to instant: SimulatedInstant) {
        guard let session = sessions[username] else { return }
        sessions[username]?.expires = min(session.expires, instant)
    }

    /// Ends every session, as a restarted head-end does.
    package mutating func revokeAll() {
        sessions.removeAll()
        owners.removeAll()
    }

    /// Shaped like the document's sample, base64 of `{"exp":…,"username":…}`, plus a member that nobody can predict
    /// without the user's own secrets: a keyed hash of what is issued, so that a run can be replayed byte for byte.
    private mutating func makeToken(for user: User, at instant: SimulatedInstant) -> String {
        issuedCount += 1
        let unique = key(of: user).hash(Array("\(tenantCode) \(instant.milliseconds) \(issuedCount)".utf8))
        var writer = JSONWriter()
        writer.object {
            $0.key("exp")
            $0.integer((instant + lifetime).milliseconds / 1000)
            $0.key("username")
            $0.string(user.username)
            $0.key("jti")
            $0.string(hexadecimal(unique.0) + hexadecimal(unique.1))
        }
        return base64(writer.bytes)
    }

    private func key(of user: User) -> KeyedHash {
        var secret: [UInt8] = []
        for text in [user.username, user.password, user.secretKey] {
            secret += Array("\(text.utf8.count):\(text)".utf8)
        }
        return KeyedHash(key: KeyedHash(key: (seed, 0x746F_6B65_6E)).hash(secret))
    }

    private func fingerprint(_ token: String) -> UInt64 {
        SeededHash(seed: seed).about(token).value
    }

    private func hexadecimal(_ word: UInt64) -> String {
        let digits = String(word, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
