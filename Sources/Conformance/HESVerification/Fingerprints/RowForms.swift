import HESContract
import JSON

/// What rows look like.
enum RowForms {
    static let all = [
        Fingerprint("valueType", judge: valueType), Fingerprint("deviceType", judge: deviceType),
        Fingerprint("stampUnit", judge: stampUnit), Fingerprint("channelOrder", judge: channelOrder),
        Fingerprint("singleCode", judge: singleCode),
    ]

    /// Rows of pages and pushes with the number of their event, at most a few of each.
    static func samples(_ talk: Conversation) -> [(row: SeenRow, seq: Int)] {
        talk.exchanges.flatMap { exchange in exchange.rows.prefix(8).map { ($0, exchange.seq) } }
            + talk.steps.flatMap(\.pushes).flatMap { push in push.rows.prefix(8).map { ($0, push.seq) } }
    }

    @Sendable private static func valueType(_ talk: Conversation) -> [Observation] {
        samples(talk).compactMap { row, seq in
            guard let channel = row.channels.first(where: { $0.digits != nil }) else { return nil }
            let isText = channel.value?.string != nil
            let seen = "value \(channel.value?.excerpt ?? ""), a \(isText ? "string" : "number")"
            return Observation([isText ? "string" : "number"], seen: seen, at: [seq])
        }
    }

    @Sendable private static func deviceType(_ talk: Conversation) -> [Observation] {
        samples(talk).compactMap { row, seq in
            switch row.json.member("devAddr")?.value {
            // Text that is no number stays text in every dialect.
            case .string(let text)?:
                text.allSatisfy(\.isNumber)
                    ? Observation(["string"], seen: "devAddr \"\(text)\", a string", at: [seq]) : nil
            case .number(let digits)?: Observation(["number"], seen: "devAddr \(digits), a number", at: [seq])
            default: nil
            }
        }
    }

    @Sendable private static func stampUnit(_ talk: Conversation) -> [Observation] {
        samples(talk).compactMap { row, seq in
            switch row.json.member("timestamp")?.value {
            case .string(let text)?: Observation(["string"], seen: "timestamp \"\(text)\", a string", at: [seq])
            case .number(let digits)? where digits.utf8.count > 13:
                .unlisted("timestamp \(digits), of more than 13 digits", at: [seq])
            case .number(let digits)?:
                Observation(
                    [digits.utf8.count >= 12 ? "milliseconds" : "seconds"],
                    seen: "timestamp \(digits)",
                    at: [seq]
                )
            default: nil
            }
        }
    }

    /// Of daily rows in history.
    @Sendable private static func channelOrder(_ talk: Conversation) -> [Observation] {
        guard let exchange = talk.accepted("daily").first else { return [] }
        let orders = exchange.rows.compactMap { $0.composite?.compactMap(\.cgcode) }.filter { $0.count >= 4 }
        guard let first = orders.first else { return [] }
        let strange = first.first { Cgcode(rawValue: $0) == nil }
        if let strange {
            return [Observation(["extra"], seen: "a channel of the unknown code \(strange)", at: [exchange.seq])]
        }
        if orders.contains(where: { $0 != first && $0.sorted() == first.sorted() }) {
            return [Observation(["shuffled"], seen: "channels in another order from row to row", at: [exchange.seq])]
        }
        guard orders.count >= 6, orders.allSatisfy({ $0 == first }) else { return [] }
        let seen = "\(orders.count.counted("row")) with the channels \(first.joined(separator: " "))"
        return [Observation(["fixed"], seen: seen, at: [exchange.seq])]
    }

    @Sendable private static func singleCode(_ talk: Conversation) -> [Observation] {
        talk.exchanges.filter { $0.endpoint == .historySingle }.compactMap { exchange in
            guard let row = exchange.rows.first else { return nil }
            switch row.json.member("cgcode")?.value {
            case nil: return Observation(["absent"], seen: "rows of §3.5 without cgcode", at: [exchange.seq])
            case .string(let text)?:
                return Observation(["string"], seen: "cgcode \"\(text)\" in rows of §3.5", at: [exchange.seq])
            case .number(let digits)?:
                return Observation(["number"], seen: "cgcode \(digits) in rows of §3.5", at: [exchange.seq])
            case let other?: return .unlisted("cgcode \(other.excerpt) in rows of §3.5", at: [exchange.seq])
            }
        }
    }
}
