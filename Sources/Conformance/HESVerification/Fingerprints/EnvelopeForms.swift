import HESConformance
import HESContract
import JSON

/// What every answer shows.
enum EnvelopeForms {
    static let all = [
        Fingerprint("codeType", judge: codeType), Fingerprint("mark", judge: mark),
        Fingerprint("members", judge: members), Fingerprint("memberOrder", judge: memberOrder),
        Fingerprint("errorStatus", judge: errorStatus), Fingerprint("errorData", judge: errorData),
        Fingerprint("reasonHeader", judge: reasonHeader), Fingerprint("tokenError", judge: tokenError),
        Fingerprint("contentType", judge: contentType), Fingerprint("textIntegers", judge: textIntegers),
    ]

    @Sendable private static func codeType(_ talk: Conversation) -> [Observation] {
        talk.exchanges.compactMap { exchange in
            switch exchange.envelope?.member("code")?.value {
            case .number(let digits)?: Observation(["number"], seen: "code \(digits), a number", at: [exchange.seq])
            case .string(let text)?: Observation(["string"], seen: "code \"\(text)\", a string", at: [exchange.seq])
            default: nil
            }
        }
    }

    @Sendable private static func mark(_ talk: Conversation) -> [Observation] {
        let replies = talk.exchanges.filter { $0.envelope != nil }.map { ($0.hasMark, $0.seq) }
        let pushes = talk.steps.flatMap(\.pushes).filter { $0.json != nil }.map { ($0.hasMark, $0.seq) }
        return (replies + pushes).map { hasMark, seq in
            hasMark
                ? Observation(["true"], seen: "a byte order mark before the JSON", at: [seq])
                : Observation(["false"], seen: "JSON without a byte order mark", at: [seq])
        }
    }

    private static let known: Set = [
        "code", "msg", "data", "token", "expireIn", "planId", "topic", "topicId", "total", "curPage", "pageSize",
        "list", "devAddr", "timestamp", "channelData", "cgcode", "unit", "value", "successful", "status", "commType",
        "moduleNext",
    ]

    @Sendable private static func members(_ talk: Conversation) -> [Observation] {
        let documents =
            talk.exchanges.compactMap { exchange in exchange.envelope.map { ($0, exchange.seq) } }
            + talk.steps.flatMap(\.pushes).compactMap { push in push.json.map { ($0, push.seq) } }
        for (json, seq) in documents {
            if let strange = strangeMember(of: json) {
                return [Observation(["present"], seen: "a member '\(strange)'", at: [seq])]
            }
        }
        guard documents.count >= 5 else { return [] }
        let seen = "\(documents.count) answers and pushes with members of the document alone"
        return [Observation(["none"], seen: seen, at: [documents[0].1])]
    }

    private static func strangeMember(of json: JSONValue) -> String? {
        switch json {
        case .object(let members):
            for member in members {
                if !known.contains(member.key) { return member.key }
                if let strange = strangeMember(of: member.node.value) { return strange }
            }
            return nil
        case .array(let nodes): return nodes.prefix(3).lazy.compactMap { strangeMember(of: $0.value) }.first
        default: return nil
        }
    }

    @Sendable private static func memberOrder(_ talk: Conversation) -> [Observation] {
        for exchange in talk.exchanges where exchange.rows.count >= 10 {
            let names = exchange.rows.filter(\.hasValue).map(\.json.memberNames)
            guard names.count >= 10, let first = names.first, first.count >= 3 else { continue }
            if let other = names.first(where: { $0 != first && $0.sorted() == first.sorted() }) {
                let seen = "rows begin with '\(first[0])' and with '\(other[0])', or go on in another order"
                return [Observation(["shuffled"], seen: seen, at: [exchange.seq])]
            }
            guard names.allSatisfy({ $0 == first }) else { continue }
            let seen = "\(names.count) rows with the members \(first.joined(separator: ", ")) in this order"
            return [Observation(["fixed"], seen: seen, at: [exchange.seq])]
        }
        return []
    }

    /// Of a call that is wrong in itself.
    @Sendable private static func errorStatus(_ talk: Conversation) -> [Observation] {
        guard let (refusal, step) = talk.refusal("refusal"), let last = step.attempts.last else { return [] }
        let seen = "HTTP \(refusal.status) for code \(refusal.code)"
        switch refusal.status {
        case 200: return [Observation(["http200"], seen: seen, at: [last.seq])]
        case 400..<600: return [Observation(["mapped"], seen: seen, at: [last.seq])]
        default: return [.unlisted(seen, at: [last.seq])]
        }
    }

    @Sendable private static func errorData(_ talk: Conversation) -> [Observation] {
        guard let (_, step) = talk.refusal("refusal"), let last = step.attempts.last else { return [] }
        switch last.data {
        case nil: return [Observation(["absent"], seen: "a failure without data", at: [last.seq])]
        case .null?: return [Observation(["null"], seen: "a failure with data null", at: [last.seq])]
        case .object(let members)? where members.isEmpty:
            return [Observation(["empty"], seen: "a failure with data {}", at: [last.seq])]
        case let other?: return [.unlisted("a failure with data \(other.excerpt)", at: [last.seq])]
        }
    }

    @Sendable private static func reasonHeader(_ talk: Conversation) -> [Observation] {
        guard let (_, step) = talk.refusal("refusal"), let last = step.attempts.last else { return [] }
        return last.reply?.reason == nil
            ? [Observation(["false"], seen: "a failure without X-HES-Sim-Reason", at: [last.seq])]
            : [Observation(["true"], seen: "a failure with X-HES-Sim-Reason", at: [last.seq])]
    }

    @Sendable private static func tokenError(_ talk: Conversation) -> [Observation] {
        guard let (refusal, step) = talk.refusal("badToken"), let last = step.attempts.last else { return [] }
        let seen = "HTTP \(refusal.status), code \(refusal.code) for a token that no HES gave"
        let plain = talk.refusal("refusal")?.refusal.status
        switch (refusal.code, refusal.status) {
        case (500, _): return [Observation(["code500"], seen: seen, at: [last.seq])]
        case (401, 200): return [Observation(["code401"], seen: seen, at: [last.seq])]
        // Under a mapped status both are HTTP 401.
        case (401, 401):
            return [Observation(plain == 200 ? ["http401"] : ["code401", "http401"], seen: seen, at: [last.seq])]
        default: return [.unlisted(seen, at: [last.seq])]
        }
    }

    /// A question that is right but for one thing: accepted or refused.
    static func trial(
        _ label: String,
        accepted: [String],
        refused: [String],
        what: String,
        in talk: Conversation
    )
        -> [Observation]
    {
        if let exchange = talk.accepted(label).last {
            return [Observation(accepted, seen: "\(what) is accepted", at: [exchange.seq])]
        }
        guard let (refusal, step) = talk.refusal(label) else { return [] }
        let seen = "\(what) is refused: code \(refusal.code), \"\(refusal.message)\""
        return [Observation(refused, seen: seen, at: step.attempts.suffix(1).map(\.seq))]
    }

    @Sendable private static func contentType(_ talk: Conversation) -> [Observation] {
        trial("plainText", accepted: ["false"], refused: ["true"], what: "Content-Type text/plain", in: talk)
    }

    @Sendable private static func textIntegers(_ talk: Conversation) -> [Observation] {
        trial("textIntegers", accepted: ["accepted"], refused: ["refused"], what: "\"curPage\":\"1\"", in: talk)
    }
}
