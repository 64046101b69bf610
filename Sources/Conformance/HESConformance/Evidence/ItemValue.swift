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
    var number: DecimalNumber? { value?.word.flatMap { DecimalNumber($0) } }

    /// Whether both say the same: the same number in the same unit, or with the unit converted by a prefix.
    ///
    /// A report without a unit is held to the number as it was sent.
    func agrees(with sent: ItemValue) -> Bool {
        guard let number, let other = sent.number else { return false }
        guard let unit, unit != sent.unit else { return number == other }
        let (own, theirs) = (Self.prefix(of: unit), Self.prefix(of: sent.unit ?? ""))
        return own.base == theirs.base
            && number.scaled(byPowerOfTen: own.power) == other.scaled(byPowerOfTen: theirs.power)
    }

    /// Such as 3 and `W` of `kW`.
    private static func prefix(of unit: String) -> (power: Int, base: String) {
        for (prefix, power) in [("k", 3), ("M", 6)] where unit.count > 1 && unit.hasPrefix(prefix) {
            return (power, String(unit.dropFirst()))
        }
        return (0, unit)
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
    /// What history and results sent, in order; results that nobody was subscribed to are left out.
    var sentValues: [SentValues] {
        let pages = requests.compactMap { request -> SentValues? in
            guard request.isAccepted, let reply = request.reply else { return nil }
            let rows = reply.data?.member("list")?.value.elements ?? []
            return SentValues(seq: reply.seq, step: request.step, values: Self.values(rows, of: request))
        }
        let results = pushes.filter(\.isSubscribed).compactMap { push in
            push.request.map { SentValues(seq: push.seq, step: $0.step, values: Self.values(push.rows, of: $0)) }
        }
        return (pages + results).sorted { $0.seq < $1.seq }
    }

    private static func values(_ rows: [JSONValue], of request: ClientRequest) -> [ItemValue] {
        let calls: [Endpoint] = [.historyFrozen, .historySingle, .readFrozen, .readSingle]
        guard let endpoint = request.endpoint, calls.contains(endpoint) else { return [] }
        let label = request.field("cgcode")?.word
        return rows.flatMap { ReportedRow(json: $0).values(labelled: label) }
    }
}
