import HESContract
import JSON

/// One value of one item, as a row of history, of a result or of a report has it.
struct ItemValue: Sendable {
    let key: RowKey
    /// Nil in a report that does not name the item.
    let cgcode: String?
    let value: JSONValue?
    let unit: String?

    /// Nil for a value that is missing: absent, null, empty, dashes, or no decimal at all.
    var number: Double? {
        guard let text = value?.word, text.utf8.allSatisfy("0123456789+-.eE".utf8.contains) else { return nil }
        return Double(text)
    }

    /// Whether both say the same: the same number, or the number converted with its unit by a prefix.
    ///
    /// Numbers may be rounded by one in a hundred, as the cases of TRUTH alone judge rounding. Without `isUnitJudged` the number
    /// as it was sent may stand beside another unit, and a report without a unit is always held to that number.
    func agrees(with sent: ItemValue, inUnit isUnitJudged: Bool) -> Bool {
        guard let number, let other = sent.number else { return false }
        if !isUnitJudged, Self.areClose(number, to: other) { return true }
        guard let unit, unit != sent.unit else { return Self.areClose(number, to: other) }
        let (own, theirs) = (Self.prefix(of: unit), Self.prefix(of: sent.unit ?? ""))
        return own.base == theirs.base && Self.areClose(number * own.factor, to: other * theirs.factor)
    }

    private static func areClose(_ one: Double, to other: Double) -> Bool { abs(one - other) <= abs(other) / 100 }

    /// Such as 1000 and `W` of `kW`.
    private static func prefix(of unit: String) -> (factor: Double, base: String) {
        for (prefix, factor) in [("k", 1e3), ("M", 1e6)] where unit.count > 1 && unit.hasPrefix(prefix) {
            return (factor, String(unit.dropFirst()))
        }
        return (1, unit)
    }
}

extension ReportedRow {
    /// Its values: one, or one for each channel.
    ///
    /// `label` is the item of a row that does not name one.
    func values(labelled label: String? = nil) -> [ItemValue] {
        guard let channels = json.member("channelData")?.value else {
            return [Self.value(of: json, key: key, cgcode: cgcode ?? label)]
        }
        return channels.elements.map { channel in
            Self.value(of: channel, key: key, cgcode: channel.member("cgcode")?.value.word)
        }
    }

    private static func value(of json: JSONValue, key: RowKey, cgcode: String?) -> ItemValue {
        ItemValue(
            key: key,
            cgcode: cgcode,
            value: json.member("value")?.value,
            unit: json.member("unit")?.value.string
        )
    }
}

/// Values that one event sent to the client.
struct SentValues: Sendable {
    let seq: Int
    /// The step of the call that asked for them.
    let step: Int?
    let values: [ItemValue]
}

extension Evidence {
    /// What history and results sent, in order; results that came without a subscription are left out.
    var sentValues: [SentValues] {
        let pages = requests.compactMap { request -> SentValues? in
            guard request.isAccepted, let reply = request.reply else { return nil }
            let rows = reply.data?.member("list")?.value.elements ?? []
            return SentValues(seq: reply.seq, step: request.step, values: Self.values(of: rows, asked: request))
        }
        let results = pushes.filter(\.isSubscribed).compactMap { push in
            push.request.map { SentValues(seq: push.seq, step: $0.step, values: Self.values(of: push.rows, asked: $0)) }
        }
        return (pages + results).sorted { $0.seq < $1.seq }
    }

    private static func values(of rows: [JSONValue], asked request: ClientRequest) -> [ItemValue] {
        let calls: [Endpoint] = [.historyFrozen, .historySingle, .readFrozen, .readSingle]
        guard let endpoint = request.endpoint, calls.contains(endpoint) else { return [] }
        let label = request.field("cgcode")?.word
        return rows.flatMap { ReportedRow(json: $0).values(labelled: label) }
    }
}
