import HESContract
import JSON

/// Every reported value of a composite row is the one that was delivered for that code, meter and stamp.
///
/// A row may have its channels in `channelData`, or each channel a row. A value in another unit is not compared.
struct ChannelValues: Check {
    static let type = "channelValues"
    static let plane = EvidenceEvent.Plane.report

    private struct Channel {
        let key: RowKey
        let cgcode: String
        let value: String?
        let unit: String?

        init(_ json: JSONValue, of key: RowKey) {
            self.key = key
            cgcode = json.member("cgcode")?.value.word ?? ""
            value = json.member("value")?.value.word
            unit = json.member("unit")?.value.word
        }

        func isSameChannel(as other: Channel) -> Bool { key == other.key && cgcode == other.cgcode }
    }

    private let scope: Scope

    init(_ reader: ObjectReader) { scope = Scope(reader) }

    var steps: [Int]? { scope.steps }
    var expected: String { "values\(scope.place) under the codes with which they were delivered" }

    func judge(_ evidence: Evidence, in testCase: Case) -> Finding {
        let done = scope.operations(evidence).filter(\.isDone)
        let reported = done.flatMap(\.rows).flatMap { Self.channels($0.json) }
        guard !reported.isEmpty else { return .notReached("no rows were reported") }
        let lists = scope.requests(evidence).map { $0.reply?.data?.member("list")?.value.elements ?? [] }
        let delivered = (lists + scope.pushes(evidence).map(\.rows)).joined().flatMap(Self.channels)
        let seqs = done.flatMap(\.seqs)
        for channel in reported {
            let own = delivered.filter(channel.isSameChannel)
            guard !own.isEmpty else { return .fail("\(channel.cgcode) of \(channel.key) never came", at: seqs) }
            guard own.contains(where: { Self.agree($0, with: channel) }) else {
                return .fail("\(channel.cgcode) of \(channel.key) is \(channel.value ?? "absent")", at: seqs)
            }
        }
        return .pass("\(reported.count) values", at: seqs)
    }

    private static func channels(_ row: JSONValue) -> [Channel] {
        let key = ReportedRow(json: row).key
        guard let channels = row.member("channelData")?.value.elements else { return [Channel(row, of: key)] }
        return channels.map { Channel($0, of: key) }
    }

    private static func agree(_ delivered: Channel, with reported: Channel) -> Bool {
        delivered.unit != reported.unit || delivered.value.map(plain) == reported.value.map(plain)
    }

    /// A decimal without the zeros that do not count.
    private static func plain(_ decimal: String) -> String {
        let sign = decimal.hasPrefix("-") ? "-" : ""
        let parts = decimal.drop { $0 == "-" || $0 == "+" }.split(separator: ".", omittingEmptySubsequences: false)
        let fraction = parts.count > 1 ? String(parts[1].reversed().drop { $0 == "0" }.reversed()) : ""
        return sign + (parts.first ?? "").drop { $0 == "0" } + "." + fraction
    }
}
