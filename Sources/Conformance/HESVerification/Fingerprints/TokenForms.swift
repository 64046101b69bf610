import HESContract
import JSON

/// The token: its form, its life, its place.
enum TokenForms {
    static let all = [
        Fingerprint("lifetime", judge: lifetime), Fingerprint("tokenShape", judge: tokenShape),
        Fingerprint("renewal", judge: renewal), Fingerprint("tokenPlace", judge: tokenPlace),
    ]

    private static func logins(_ talk: Conversation) -> [Exchange] {
        talk.exchanges.filter { $0.endpoint == .getToken && $0.isAccepted }
    }

    /// Longest life of a token that is read as seconds: 31 days.
    private static let longestSeconds = 2_678_400
    private static let longestEpochGap = 400 * 86_400

    @Sendable private static func lifetime(_ talk: Conversation) -> [Observation] {
        let logins = logins(talk)
        let longest = logins.max { number(of: $0) ?? 0 < number(of: $1) ?? 0 }
        return (longest.map { [$0] } ?? []).compactMap { login in
            switch login.data?.member("expireIn")?.value {
            case nil: Observation(["absent"], seen: "no expireIn", at: [login.seq])
            case .string(let text)?: Observation(["string"], seen: "expireIn \"\(text)\", a string", at: [login.seq])
            case .number(let digits)?: unit(of: digits, in: login)
            case let other?: .unlisted("expireIn \(other.excerpt)", at: [login.seq])
            }
        }
    }

    /// Milliseconds of the year 2038, beyond which a number is neither a life nor a point in time.
    private static let mostNumber = Int(Int32.max) * 1000

    /// Nil for a number that is too large to be counted with.
    private static func number(of login: Exchange) -> Int? {
        let number = login.data?.member("expireIn")?.value.written.flatMap { Int($0) }
        return number.flatMap { $0.magnitude < mostNumber.magnitude ? $0 : nil }
    }

    private static func unit(of digits: String, in login: Exchange) -> Observation {
        let seen = "expireIn \(digits)"
        guard let number = Int(digits), number > 0, number < mostNumber else {
            return .unlisted(seen, at: [login.seq])
        }
        if abs(number - Int(login.answered / 1000)) < longestEpochGap {
            return Observation(["epochSeconds"], seen: seen, at: [login.seq])
        }
        if number > longestSeconds { return Observation(["milliseconds"], seen: seen, at: [login.seq]) }
        // Milliseconds of less than ten seconds are those of no token that a client could use.
        let values = number >= 10_000 ? ["seconds", "milliseconds"] : ["seconds"]
        return Observation(values, seen: seen, at: [login.seq])
    }

    @Sendable private static func tokenShape(_ talk: Conversation) -> [Observation] {
        logins(talk).compactMap { login in
            // The evidence has a name in place of the token, which tells its form.
            guard let name = login.data?.member("token")?.value.string else { return nil }
            guard let shape = TokenShape(name: name) else {
                return .unlisted("a token of another form", at: [login.seq])
            }
            return Observation([shape.rawValue], seen: "a token of the form \(shape.rawValue)", at: [login.seq])
        }
    }

    // MARK: Renewal

    @Sendable private static func renewal(_ talk: Conversation) -> [Observation] {
        guard let first = talk.accepted("login").first, let again = talk.accepted("loginAgain").first else { return [] }
        let tokens = [first, again].map { $0.data?.member("token")?.value.string ?? "" }
        let events = [first.seq, again.seq]
        guard tokens[0] == tokens[1] else {
            let new = Observation(["replace", "revoke"], seen: "getToken gives another token", at: events)
            return [new]
                + EnvelopeForms.trial(
                    "oldToken",
                    accepted: ["sliding", "remaining", "replace", "onUse"],
                    refused: ["revoke"],
                    what: "the token before the last getToken",
                    in: talk
                )
        }
        let same = Observation(["sliding", "remaining", "onUse"], seen: "getToken gives the same token", at: events)
        return [same] + renewed(first, then: again) + use(talk)
    }

    /// What the second `expireIn` says beside the first; the pause between them is at least that of the questions.
    private static func renewed(_ first: Exchange, then again: Exchange) -> [Observation] {
        let pause = Double(again.asked - first.answered) / 1000
        guard pause >= 4, let one = number(of: first), let two = number(of: again) else { return [] }
        let isEpoch = abs(one - Int(first.answered / 1000)) < longestEpochGap
        let unit = !isEpoch && one > longestSeconds ? 1000.0 : 1
        let lost = Double(one - two) / unit + (isEpoch ? pause : 0)
        let seen = "expireIn \(one), and \(two) at least \(Int(pause)) s later"
        let events = [first.seq, again.seq]
        if isEpoch {
            // A stamp: it stays, or it moves with the second getToken.
            if one == two { return [Observation(["remaining"], seen: seen, at: events)] }
            return Double(two - one) >= pause - 1 ? [Observation(["sliding", "onUse"], seen: seen, at: events)] : []
        }
        if abs(lost) <= 1 { return [Observation(["sliding", "onUse"], seen: seen, at: events)] }
        return lost >= pause - 1.5 ? [Observation(["remaining"], seen: seen, at: events)] : []
    }

    /// A token that was used all its life, and asked for no more.
    private static func use(_ talk: Conversation) -> [Observation] {
        guard let login = talk.accepted("lifeLogin").last, !talk.accepted("lifeUse").isEmpty else { return [] }
        let after = talk.steps(labelled: "lifeAfter").last
        guard let asked = after?.attempts.first?.asked, asked - login.answered > TokenLife.seconds * 1000 else {
            return []
        }
        return EnvelopeForms.trial(
            "lifeAfter",
            accepted: ["onUse"],
            refused: ["sliding", "remaining", "replace", "revoke"],
            what: "a token that was used but not asked for again within its life",
            in: talk
        )
    }

    @Sendable private static func tokenPlace(_ talk: Conversation) -> [Observation] {
        EnvelopeForms.trial(
            "bodyToken",
            accepted: ["either", "bodyOnly", "asExample"],
            refused: ["headerOnly"],
            what: "a token in the body alone",
            in: talk
        )
            + EnvelopeForms.trial(
                "headerToken",
                accepted: ["either", "headerOnly"],
                refused: ["bodyOnly", "asExample"],
                what: "a token in the header alone",
                in: talk
            )
            + EnvelopeForms.trial(
                "removeHeader",
                accepted: ["either", "headerOnly", "asExample"],
                refused: ["bodyOnly"],
                what: "removeArchive with the token in the header alone",
                in: talk
            )
    }
}

/// The life of a token, §3.1.
enum TokenLife {
    static let seconds: Int64 = 7200
}
