import HESContract
import JSON

/// Pages of history.
enum PageForms {
    static let all = [
        Fingerprint("total", judge: total), Fingerprint("pageNumber", judge: pageNumber),
        Fingerprint("pageClamp", judge: pageClamp), Fingerprint("pastEnd", judge: pastEnd),
        Fingerprint("rowOrder", judge: rowOrder), Fingerprint("blanks", judge: blanks),
    ]

    /// Rows of the question for all, if one page had them all and the same came twice, so that none was added meanwhile.
    private static func wholeCount(_ talk: Conversation) -> Int? {
        guard let daily = talk.accepted("daily").first, !isCut(daily) else { return nil }
        let count = daily.rows.count
        guard count >= 6, count < 1000 else { return nil }
        let again = talk.accepted("dailyAgain").first?.rows.count
        return again == nil || again == count ? count : nil
    }

    /// Whether the HES says that its page is smaller than the one that was asked, or that there are more rows.
    private static func isCut(_ exchange: Exchange) -> Bool {
        func number(_ name: String) -> Int? { exchange.data?.member(name)?.value.written.flatMap { Int($0) } }
        let asked = exchange.asked("pageSize").flatMap { Int($0) } ?? 0
        return number("pageSize") ?? asked < asked || number("total") ?? 0 > exchange.rows.count
    }

    @Sendable private static func total(_ talk: Conversation) -> [Observation] {
        guard let count = wholeCount(talk), let small = talk.accepted("smallPage").first, !small.rows.isEmpty,
            let asked = small.asked("pageSize").flatMap({ Int($0) }), asked < count / 2
        else { return [] }
        return [talk.accepted("daily").first, small].compactMap(\.self).flatMap { exchange -> [Observation] in
            let value = exchange.data?.member("total")?.value
            let seen = "total \(value?.excerpt ?? "absent") beside \(exchange.rows.count) of \(count.counted("row"))"
            guard let value, let number = value.written.flatMap({ Int($0) }) else {
                return [Observation([], seen: seen, at: [exchange.seq])]
            }
            if value.string != nil {
                return [Observation(number == count ? ["string"] : [], seen: seen, at: [exchange.seq])]
            }
            var possible: [String] = []
            if number == count { possible.append("all") }
            if number == exchange.rows.count { possible.append("page") }
            if number == count / 2 { possible.append("wrong") }
            return [Observation(possible, seen: seen, at: [exchange.seq])]
        }
    }

    @Sendable private static func pageNumber(_ talk: Conversation) -> [Observation] {
        talk.accepted("daily").prefix(1).compactMap { exchange in
            guard let echoed = exchange.data?.member("curPage")?.value.written else { return nil }
            let seen = "curPage \(echoed) for the first page"
            return ["0", "1"].contains(echoed)
                ? Observation([echoed], seen: seen, at: [exchange.seq]) : .unlisted(seen, at: [exchange.seq])
        }
    }

    @Sendable private static func pageClamp(_ talk: Conversation) -> [Observation] {
        talk.accepted("bigPage").prefix(1).compactMap { exchange in
            guard let asked = exchange.asked("pageSize").flatMap({ Int($0) }),
                let echoed = exchange.data?.member("pageSize")?.value.written.flatMap({ Int($0) })
            else { return nil }
            let seen = "pageSize \(echoed) where \(asked) was asked"
            return Observation([echoed == asked ? "silent" : "echo"], seen: seen, at: [exchange.seq])
        }
    }

    @Sendable private static func pastEnd(_ talk: Conversation) -> [Observation] {
        guard wholeCount(talk) != nil else { return [] }
        if let exchange = talk.accepted("pastEnd").last {
            let seen = "a page past the end has \(exchange.rows.count.counted("row"))"
            return [Observation([exchange.rows.isEmpty ? "empty" : "repeatLast"], seen: seen, at: [exchange.seq])]
        }
        return EnvelopeForms.trial("pastEnd", accepted: [], refused: ["error"], what: "a page past the end", in: talk)
    }

    @Sendable private static func rowOrder(_ talk: Conversation) -> [Observation] {
        guard let one = talk.accepted("daily").first, let two = talk.accepted("dailyAgain").first else { return [] }
        let orders = [one, two].map { $0.rows.map { "\($0.device) \($0.stamp ?? 0)" } }
        guard orders[0].count >= 10, orders[0].sorted() == orders[1].sorted() else { return [] }
        let isEqual = orders[0] == orders[1]
        let seen =
            "the same question twice: \(orders[0].count.counted("row")) in \(isEqual ? "the same" : "another") order"
        return [Observation([isEqual ? "stable" : "shuffled"], seen: seen, at: [one.seq, two.seq])]
    }

    /// A blank before a number that history knows without it.
    @Sendable private static func blanks(_ talk: Conversation) -> [Observation] {
        guard wholeCount(talk) != nil else { return [] }
        if let exchange = talk.accepted("blanks").last {
            let seen = "devList with a blank before the number: \(exchange.rows.count.counted("row"))"
            return [Observation([exchange.rows.isEmpty ? "literal" : "trimmed"], seen: seen, at: [exchange.seq])]
        }
        return EnvelopeForms.trial(
            "blanks",
            accepted: [],
            refused: ["literal"],
            what: "devList with a blank before the number",
            in: talk
        )
    }
}
