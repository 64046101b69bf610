import HESContract
import SimulationKernel

/// Logins and the tokens of the other calls, with their rejections.
extension TokenTable {
    /// Answers getToken (§3.1).
    mutating func login(_ credentials: Call.Credentials, on timeline: inout Timeline) throws(Rejection) -> Answer {
        guard let user = user(credentials) else {
            throw Rejection(
                .invalidCredentials,
                at: "",
                expected: "the four credentials of one user",
                actual: "others",
                clause: "§3.1"
            )
        }
        let issue = token(for: user, at: timeline.now)
        if issue.revokesOld { timeline.record(.tokenRevoked(username: user.username)) }
        timeline.record(.token(username: user.username, isNew: issue.isNew))
        let seconds = Int((issue.expires - timeline.now).milliseconds / 1000)
        return .token(issue.token, expireInSeconds: seconds, expires: issue.expires)
    }

    /// Uses the token of a call.
    ///
    /// - Returns: its user.
    /// - Throws: `tokenMissing` if `place` has no token, `tokenInvalid` for a token that is not valid now.
    mutating func useToken(
        of request: DecodedRequest,
        in place: Dialect.TokenPlace,
        at now: SimulatedInstant
    ) throws(Rejection) -> String {
        let token = try request.requiredToken(in: place)
        guard let username = username(of: token, at: now) else {
            throw Rejection(
                .tokenInvalid,
                at: "/token",
                expected: "a token that getToken gave and that is still valid",
                actual: "another, or an expired one",
                clause: "§3.1"
            )
        }
        use(token, at: now)
        return username
    }

    /// Ends sessions over the control API.
    ///
    /// - Returns: the number of users that had a live token.
    mutating func revokeLive(of username: String?, on timeline: inout Timeline) -> Int {
        let owners = live(at: timeline.now).map(\.username).filter { username == nil || $0 == username }
        let users = Set(owners).sorted()
        if !users.isEmpty { revoke(users) }
        for user in users { timeline.record(.tokenRevoked(username: user)) }
        return users.count
    }
}
