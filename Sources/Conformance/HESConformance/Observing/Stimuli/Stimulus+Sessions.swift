import HESContract
import JSON

extension Stimulus {
    static let revokedToken = Stimulus(
        id: "TOKEN-05",
        clause: "§3.1",
        title: "A token that dies before its time costs one login, and the call is sent once more",
        endpoints: [.readFrozen, .readSingle, .historyFrozen, .historySingle],
        effect: ["type": "tokenRevoked"],
        expected: "one or two logins after the refusal, and the call again with success",
        allowed: ["a second login by another process", "other calls in between"],
        hint: "A call rejected for its token needs one new getToken and is then sent once more.",
        judge: { $0.newToken(isSamePage: false) }
    )

    static let endOfTokenBetweenPages = Stimulus(
        id: "HIST-06",
        clause: "§3.1, §3.4",
        title: "A token that dies between two pages costs neither a page nor a restart",
        endpoints: [.historyFrozen, .historySingle],
        effect: ["type": "tokenRevoked"],
        skip: 1,
        expected: "a login after the refusal, and the same page again with success",
        allowed: ["a second login by another process", "other calls in between"],
        hint: "After the new login the rejected page is asked for again; the pages that came are kept."
    ) { reaction in
        guard let page = reaction.call.field("curPage")?.word, page != "1" else {
            return .notReached("the token died at a first page (#\(reaction.call.seq))")
        }
        return reaction.newToken(isSamePage: true)
    }

    static let resetRelay = Stimulus(
        id: "RELAY-03",
        clause: "§3.6",
        title: "A breaker operation whose answer was lost is not sent again blindly",
        endpoints: [.relay],
        effect: ["type": "replyReset", "execute": true],
        expected: "no second relay call of a meter before a reading of it",
        allowed: ["reading the meter", "the other mode", "doing nothing"],
        hint: "Without an answer it is unknown whether the breaker moved: read the meter before any repetition.",
        judge: { $0.noBlindRepetition() }
    )

    static let lostRelayResult = Stimulus(
        id: "RELAY-04",
        clause: "§3.6.3",
        title: "A breaker operation whose result never comes is not sent again blindly",
        endpoints: [.relay],
        effect: ["type": "pushDrop"],
        expected: "no second relay call of a meter before a reading of it",
        allowed: ["reading the meter", "the other mode", "doing nothing"],
        hint: "No result is no failure: the breaker may have moved. Read the meter before acting again.",
        judge: { $0.noBlindRepetition() }
    )
}

extension Reaction {
    /// A login behind the refusal, no more than two, and the call again with success.
    ///
    /// A repetition has the same text but for its token; of a page a repetition of the first page is a restart.
    fileprivate func newToken(isSamePage: Bool) -> Finding {
        guard call.isTokenRefused else { return .notReached("the token of #\(call.seq) was not refused") }
        let refusal = call.reply?.seq ?? call.seq
        let logins = later.filter { $0.endpoint == .getToken && $0.seq > refusal }
        guard let login = logins.first else {
            guard !later.isEmpty else { return .notReached("the system made no call after the refusal (#\(refusal))") }
            return lacks("the token was refused, and no login came", from: refusal, to: end)
        }
        if logins.count > 2 {
            return .broken("\(logins.count) logins after one refusal", from: refusal, to: logins[2].seq)
        }
        let again = later.first { $0.seq > login.seq && $0.repetition == call.repetition && $0.isAccepted }
        if let again { return .pass("a login, and \(call.name) again", at: [refusal, login.seq, again.seq]) }
        let what = "a login, and \(call.name)\(isSamePage ? " of that page" : "") was not sent again"
        return lacks(what, from: refusal, to: login.seq)
    }

    fileprivate func noBlindRepetition() -> Finding {
        for again in later where again.endpoint == .relay {
            let meter = again.meters.first { meter in
                call.meters.contains(meter) && again.field("controlMode")?.word == call.field("controlMode")?.word
                    && traffic.isBlind(again, after: call, meter: meter)
            }
            if let meter { return .broken("relay of \(meter) was sent again blindly", from: call.seq, to: again.seq) }
        }
        return goesOn("no relay call was repeated blindly")
    }
}
