import HESContract
import JSON

/// A row of an answer or a push, as it was sent.
struct WireRow: Sendable {
    struct Channel: Sendable {
        let cgcode: String
        let value: JSONValue
        let unit: String?
    }

    let devAddr: String
    /// In milliseconds, also where seconds were sent.
    let stamp: Int64
    /// One, of the item that was asked for, in a row of a single item.
    let channels: [Channel]
    let isComposite: Bool

    /// Nil for a row without meter, stamp or values.
    init?(_ row: JSONValue, asked cgcode: String) {
        guard let devAddr = row.member("devAddr")?.value.wordOrDigits,
            let written = row.member("timestamp")?.value.wordOrDigits.flatMap({ Int64($0) })
        else { return nil }
        self.devAddr = devAddr
        // Seconds reach 1e11 in the year 5138.
        stamp = (0..<100_000_000_000).contains(written) ? written * 1000 : written
        let entries = row.member("channelData")?.value.list
        isComposite = entries != nil
        channels = (entries ?? [row]).compactMap { entry in
            let item = entries == nil ? cgcode : entry.member("cgcode")?.value.wordOrDigits
            guard let item, let value = entry.member("value")?.value else { return nil }
            return Channel(cgcode: item, value: value, unit: entry.member("unit")?.value.string)
        }
        if channels.isEmpty, !isComposite { return nil }
    }
}

extension WireRow {
    /// Milliseconds that a scenario has: until the year 2286.
    static let stamps: ClosedRange<Int64> = 0...9_999_999_999_999

    /// Whether a scenario can have it as a row of an item.
    func fits(_ cgcode: String) -> Bool {
        guard let item = Cgcode(rawValue: cgcode), MeterNumber.isPossible(devAddr), Self.stamps.contains(stamp),
            isComposite == (item.category == .composite)
        else { return false }
        return channels.allSatisfy { channel in
            switch channel.value {
            case .array, .object: false
            case .null, .bool, .number, .string: Cgcode(rawValue: channel.cgcode)?.category == .single
            }
        }
    }
}

/// What a call asked for, as far as its body says it.
struct AskedRows: Sendable {
    let devAddrs: [String]
    let cgcode: String
    let start: String?
    let end: String?
    let curPage: Int
    let pageSize: Int

    /// Nil for a body without meters and item.
    init?(_ json: JSONValue?) {
        guard let json, let cgcode = json.member("cgcode")?.value.wordOrDigits else { return nil }
        let devList = json.member("devList")?.value
        let devAddrs = devList?.wordOrDigits.map(Self.numbers) ?? (devList?.list ?? []).compactMap(\.wordOrDigits)
        guard !devAddrs.isEmpty else { return nil }
        self.devAddrs = devAddrs
        self.cgcode = cgcode
        start = json.member("start")?.value.string
        end = json.member("end")?.value.string
        curPage = json.member("curPage")?.value.wholeNumber ?? 1
        pageSize = json.member("pageSize")?.value.wholeNumber ?? 0
    }

    private static func numbers(_ list: String) -> [String] {
        list.split(separator: ",").map { $0.trimming { $0 == " " } }
    }
}

extension Substring {
    fileprivate func trimming(_ isOutside: (Character) -> Bool) -> String {
        String(drop(while: isOutside).reversed().drop(while: isOutside).reversed())
    }
}
