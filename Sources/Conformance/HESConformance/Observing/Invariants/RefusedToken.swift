import HESContract
import JSON

extension Invariant {
    static let refusedToken = Invariant(
        id: "OBS-12",
        level: .must,
        basis: .derived,
        obligation: "O3",
        clause: "§3.1",
        title: "A token that has expired or was refused is not used any more",
        expected: "no call with a token five seconds after its refusal, unless getToken has given it again",
        allowed: [
            "finding out by the refusal that a token has expired", "calls that were on their way at the refusal",
            "any number of calls with a new token",
        ],
        hint: "A call whose token is refused needs a new getToken; the old token is never valid again.",
        judge: { traffic in
            var refusals: [String: Int] = [:]
            var breaches: [Breach] = []
            var judged: [Int] = []
            for request in traffic.byReply {
                if case .given(let token, _) = request { refusals[token] = nil }
                if case .refused(let token, let seq) = request, refusals[token] == nil { refusals[token] = seq }
                guard case .used(let token, let call) = request else { continue }
                judged.append(call.seq)
                guard let refusal = refusals[token], traffic.isLate(call.seq, after: refusal) else { continue }
                let what = "the token was refused, and \(call.name) used it again"
                breaches.append(Breach(what, from: refusal, to: call.seq))
            }
            return .of(breaches, among: judged, things: "uses of a token")
        }
    )
}

/// What happens to a token, in the order of events.
private enum TokenUse {
    case given(String, Int)
    case used(String, ClientRequest)
    case refused(String, Int)

    var seq: Int {
        switch self {
        case .given(_, let seq), .refused(_, let seq): seq
        case .used(_, let call): call.seq
        }
    }
}

extension Traffic {
    fileprivate var byReply: [TokenUse] {
        var uses: [TokenUse] = []
        for request in calls {
            if request.endpoint == .getToken, let token = request.reply?.data?.member("token")?.value.string {
                uses.append(.given(token, request.reply?.seq ?? request.seq))
            }
            guard request.needsToken, let token = request.token else { continue }
            uses.append(.used(token, request))
            if request.isTokenRefused, let reply = request.reply { uses.append(.refused(token, reply.seq)) }
        }
        return uses.sorted { $0.seq < $1.seq }
    }

    /// Whether a use comes so long after the refusal that no call was on its way: five simulated and two real seconds; with a
    /// clock that leaps, as many as ten further requests.
    fileprivate func isLate(_ use: Int, after refusal: Int) -> Bool {
        guard let real = seconds(from: refusal, to: use) else {
            return requests.count { $0.seq > refusal && $0.seq < use } >= 10
        }
        return real >= 2 && milliseconds(use) - milliseconds(refusal) >= 5000
    }
}
