import HESContract
import JSON

extension Invariant {
    static let tokenCached = Invariant(
        id: "OBS-11",
        level: .must,
        basis: .stated,
        obligation: "O2",
        clause: "§3.1",
        title: "The token is cached: no login for each call",
        expected: "fewer than five logins while a token is fresh, or at least four calls for each of them",
        allowed: [
            "a login at the start of each process", "a token for each user",
            "renewing a token in the second half of its life",
            "a login after a refused token",
        ],
        hint:
            "§3.1: \"Developers need to cache the token for subsequent interface calls.\" It is valid for 7200 seconds.",
        judge: { traffic in
            let logins = traffic.calls(.getToken).filter(\.isAccepted)
            let calls = traffic.calls.filter(\.needsToken)
            let refusals = calls.filter(\.isTokenRefused).map(\.seq)
            let needless = traffic.successions(of: logins).filter { login, next in
                traffic.isFresh(login, at: next) && !refusals.contains { $0 > login.seq && $0 < next.seq }
            }
            guard needless.count >= 5, needless.count * 4 > calls.count else {
                return .of([], among: (logins + calls).map(\.seq), things: "logins and calls")
            }
            let breaches = needless.map { login, next in
                Breach("a login, and another one while its token was fresh", from: login.seq, to: next.seq)
            }
            return .of(breaches, among: logins.map(\.seq), things: "logins for \(calls.count) calls")
        }
    )
}

extension Traffic {
    /// Each login with the next one of the same user, in the order of the second.
    func successions(of logins: [ClientRequest]) -> [(ClientRequest, ClientRequest)] {
        var last: [String: ClientRequest] = [:]
        return logins.compactMap { login in
            last.updateValue(login, forKey: login.field("username")?.word ?? "").map { ($0, login) }
        }
    }

    /// Whether the token of a login is in the first half of its life when the next login comes.
    fileprivate func isFresh(_ login: ClientRequest, at next: ClientRequest) -> Bool {
        age(of: login, at: next) < life(of: login) / 2
    }

    /// Whether the token of a login has ended when the next login comes.
    func isOver(_ login: ClientRequest, at next: ClientRequest) -> Bool { age(of: login, at: next) >= life(of: login) }

    private func age(of login: ClientRequest, at next: ClientRequest) -> Int64 {
        milliseconds(next.seq) - milliseconds(login.seq)
    }

    /// In milliseconds: `expireIn` where it is plausible, else 7200 seconds (§3.1).
    private func life(of login: ClientRequest) -> Int64 {
        let seconds = login.reply?.data?.member("expireIn")?.value.integer ?? 0
        return (1...86_400).contains(seconds) ? Int64(seconds) * 1000 : 7_200_000
    }
}
