import HESContract
import JSON

/// One value of one meter, as the HES sent it or as the client reports it.
struct Reading {
    /// Which value it is.
    struct Key: Hashable, Comparable, CustomStringConvertible {
        let meter: String
        let cgcode: String
        /// Milliseconds since the epoch.
        let stamp: Int64

        var description: String { "\(cgcode) of \(meter) at \(stamp)" }

        /// Whether one of the three is another: a reading under a wrong label.
        func isNear(_ other: Key) -> Bool {
            [meter == other.meter, cgcode == other.cgcode, stamp == other.stamp].count { $0 } == 2
        }

        static func < (one: Key, other: Key) -> Bool {
            (one.meter, one.cgcode, one.stamp) < (other.meter, other.cgcode, other.stamp)
        }
    }

    let key: Key
    let value: String
    /// Empty if there is none.
    let unit: String
    /// Number of the event that carried it.
    let seq: Int

    /// Nil if the value is missing: absent, null, empty, dashes.
    var decimal: ExactDecimal? { ExactDecimal(value) }

    /// Value and unit, such as `7340.740 kWh`.
    var words: String { unit.isEmpty ? value : "\(value) \(unit)" }
}

extension Reading {
    /// The readings of one row, which has `channelData`, or one value of the item `cgcode` unless it names another.
    static func all(in row: JSONValue, labelled cgcode: String?, seq: Int) -> [Reading] {
        guard let meter = row.member("devAddr")?.value.word,
            let written = row.member("timestamp")?.value.word.flatMap({ Int64($0) })
        else { return [] }
        // Seconds reach 1e11 in the year 5138.
        let stamp = (0..<100_000_000_000).contains(written) ? written * 1000 : written
        let isComposite = row.member("channelData") != nil
        let entries = isComposite ? row.member("channelData")?.value.elements ?? [] : [row]
        return entries.compactMap { entry in
            guard let item = entry.member("cgcode")?.value.word ?? (isComposite ? nil : cgcode) else { return nil }
            return Reading(
                key: Key(meter: meter, cgcode: item, stamp: stamp),
                value: entry.member("value")?.value.word ?? "",
                unit: entry.member("unit")?.value.word ?? "",
                seq: seq
            )
        }
    }
}

/// Readings that came to the client, with what it had asked for.
struct SentReading {
    let reading: Reading
    let endpoint: Endpoint
    /// The `cgcode` of the call: of a composite not that of the reading.
    let asked: String
}

extension Evidence {
    /// What histories answered, and what was pushed while the client was subscribed, in the order in which it came.
    var sentReadings: [SentReading] {
        let histories = requests.flatMap { request -> [SentReading] in
            guard request.isAccepted, let reply = request.reply, let endpoint = request.endpoint,
                endpoint == .historyFrozen || endpoint == .historySingle
            else { return [] }
            return Self.readings(reply.data?.member("list")?.value.elements ?? [], for: request, at: reply.seq)
        }
        let pushed = pushes.flatMap { push -> [SentReading] in
            guard push.isSubscribed, let request = push.request,
                request.endpoint == .readFrozen || request.endpoint == .readSingle
            else { return [] }
            return Self.readings(push.rows, for: request, at: push.seq)
        }
        return (histories + pushed).sorted { $0.reading.seq < $1.reading.seq }
    }

    private static func readings(_ rows: [JSONValue], for request: ClientRequest, at seq: Int) -> [SentReading] {
        guard let endpoint = request.endpoint, let asked = request.field("cgcode")?.word else { return [] }
        return rows.flatMap { Reading.all(in: $0, labelled: asked, seq: seq) }
            .map { SentReading(reading: $0, endpoint: endpoint, asked: asked) }
    }
}

extension Operation {
    private static let reporting: [OperationName] = [.read, .history, .collect, .rows]

    /// Whether its answer has rows of readings.
    var isOfReadings: Bool { name.map(Self.reporting.contains) ?? false }

    func argument(_ name: String) -> JSONValue? { sent.message.member("args")?.value.member(name)?.value }

    var reportedReadings: [Reading] {
        let item = argument("cgcode")?.word
        return (field("rows")?.elements ?? []).flatMap { row in
            Reading.all(in: row.withoutNulls, labelled: item, seq: received?.seq ?? sent.seq)
        }
    }

    /// Whether an event came while it was under way.
    func spans(_ seq: Int) -> Bool { received.map { sent.seq < seq && seq < $0.seq } ?? false }
}

extension JSONValue {
    /// An object without the members that are null; another value as it is.
    fileprivate var withoutNulls: JSONValue {
        guard case .object(let members) = self else { return self }
        return .object(
            members.filter { member in
                if case .null = member.node.value { false } else { true }
            }
        )
    }
}
