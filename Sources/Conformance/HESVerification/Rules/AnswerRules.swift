import HESConformance
import HESContract
import JSON

/// Rules of answers.
enum AnswerRules {
    static let envelope = Rule(
        "R1",
        clause: "§3",
        title: "An answer is an object with code and msg, and a success has data"
    ) { talk in
        let answers = talk.exchanges.filter { $0.envelope != nil && $0.reply?.status == 200 }
        return Rule.each(answers, lacking: "no answer came", seq: \.seq) { exchange in
            guard exchange.code != nil else { return "an answer to \(exchange.name) without a code" }
            guard exchange.envelope?.member("msg")?.value.string != nil else {
                return "an answer to \(exchange.name) without a msg"
            }
            guard exchange.isAccepted, exchange.data?.memberNames.isEmpty ?? true else { return nil }
            return "code 200 for \(exchange.name) without data"
        }
    }

    static let failure = Rule("R2", clause: "§3", title: "A failure says why in msg") { talk in
        let failures = talk.exchanges.filter { $0.refusal != nil }
        return Rule.each(failures, lacking: "no call failed", seq: \.seq) { exchange in
            (exchange.refusal?.message.isEmpty ?? true) ? "code \(exchange.code ?? 0) with an empty msg" : nil
        }
    }

    static let plans = Rule("R7", clause: "§3.2.5", title: "Each accepted call makes a plan with a name of its own") {
        talk in
        let plans = talk.exchanges.filter { exchange in
            exchange.isAccepted && (exchange.endpoint?.makesPlan ?? false)
        }
        var names: Set<String> = []
        return Rule.each(plans, lacking: "no plan was made", seq: \.seq) { exchange in
            guard let plan = exchange.planID, !plan.isEmpty else { return "\(exchange.name) answers no planId" }
            return names.insert(plan).inserted ? nil : "the planId \(plan) comes twice"
        }
    }

    static let pageSize = Rule("PAGE", clause: "§3.4.1", title: "A page has no more rows than its size") { talk in
        let pages = talk.exchanges.filter { $0.isAccepted && $0.asked("pageSize") != nil }
        return Rule.each(pages, lacking: "no page came", seq: \.seq) { exchange in
            guard let size = exchange.asked("pageSize").flatMap({ Int($0) }), size > 0, exchange.rows.count > size
            else {
                return nil
            }
            return "\(exchange.rows.count.counted("row")) where pageSize \(size) was asked"
        }
    }

    static let unknownItem = Rule("ITEM", clause: "§4.2", title: "An item of no table is refused", isProbed: true) {
        talk in
        if let exchange = talk.accepted("refusal").last {
            return .broken("history of the item 4999 is answered", events: [exchange.seq])
        }
        guard let (_, step) = talk.refusal("refusal") else { return .notObserved("it was not asked, or not answered") }
        return .held(count: 1, events: step.attempts.suffix(1).map(\.seq))
    }
}

/// Rules of tokens.
enum TokenRules {
    static let fresh = Rule("TOKEN", clause: "§3.1", title: "A call with the token that getToken gave is carried out") {
        talk in
        if talk.isPassive { return passive(talk) }
        return Rule.each(firstUses(talk), lacking: noUse, seq: \.seq) { exchange in
            guard let refusal = exchange.refusal, exchange.isAboutToken, !talk.passing.contains(refusal) else {
                return nil
            }
            return "\(exchange.name) with the token just given: code \(refusal.code), \(refusal.message)"
        }
    }

    private static let noUse = "no call came soon after a getToken"

    /// A single refusal may be a passing failure, or be owed to a login of another client: only if all are refused for it, two
    /// at least, the tokens are not taken.
    private static func passive(_ talk: Conversation) -> Rule.Verdict {
        let uses = firstUses(talk)
        let taken = uses.filter { !$0.isAboutToken }
        if let first = taken.first { return .held(count: taken.count, events: [first.seq]) }
        guard let last = uses.last, let refusal = last.refusal, uses.count > 1 else { return .notObserved(noUse) }
        let what = "\(last.name) with the token just given, \(uses.count) times"
        return .broken("\(what): code \(refusal.code), \(refusal.message)", events: [last.seq])
    }

    /// The longest time between a getToken and the call after it for which no token is dead, in milliseconds.
    private static let soon: Int64 = 60_000

    /// The answered calls that come next behind a getToken, with its token in body and header.
    private static func firstUses(_ talk: Conversation) -> [Exchange] {
        let all = talk.exchanges
        return zip(all, all.dropFirst()).compactMap { login, next in
            guard login.endpoint == .getToken, login.isAccepted, next.endpoint != .getToken, next.code != nil,
                let token = login.data?.member("token")?.value.string, next.request.headerToken == token,
                next.asked("token") == token, next.asked - login.answered <= soon
            else { return nil }
            return next
        }
    }

    static let strange = Rule("STRANGER", clause: "§3.1", title: "A token that no HES gave is refused", isProbed: true)
    {
        talk in
        if let exchange = talk.accepted("badToken").last {
            return .broken("a call with a made-up token is carried out", events: [exchange.seq])
        }
        guard let (_, step) = talk.refusal("badToken") else { return .notObserved("it was not asked, or not answered") }
        return .held(count: 1, events: step.attempts.suffix(1).map(\.seq))
    }

    /// A token that nothing was done with.
    static let dies = Rule(
        "LIFE",
        clause: "§3.1",
        title: "A token that is neither used nor asked for again dies",
        isProbed: true
    ) { talk in
        guard let step = talk.steps(labelled: "lifeIdle").last else { return .notObserved("needs hours (--slow)") }
        if let exchange = step.accepted, idle(before: step, in: talk) > TokenLife.seconds * 1000 {
            return .broken("a token is valid after two hours without any use", events: [exchange.seq])
        }
        guard let (_, refused) = talk.refusal("lifeIdle") else { return .notObserved("no clear answer came") }
        return .held(count: 1, events: refused.attempts.suffix(1).map(\.seq))
    }

    /// Milliseconds since the last call before this step.
    private static func idle(before step: SeenStep, in talk: Conversation) -> Int64 {
        let before = talk.exchanges.last { $0.requestSeq < step.seq }
        return (step.attempts.first?.asked ?? 0) - (before?.answered ?? 0)
    }
}
