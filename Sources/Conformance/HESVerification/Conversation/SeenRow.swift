import HESContract
import JSON

extension String {
    /// A device number without leading zeros, which a JSON number loses.
    var deviceKey: String {
        let rest = drop { $0 == "0" }
        return rest.isEmpty ? "0" : String(rest)
    }
}

/// A row of a page or a push, read as leniently as the dialects differ.
struct SeenRow: Sendable {
    /// One value of a row.
    struct Channel: Sendable {
        let cgcode: String?
        let unit: String?
        /// As it stands there; nil if the member is absent.
        let value: JSONValue?

        /// The digits of a decimal number, of a string or a number; nil for a filler such as `--`.
        let digits: String?

        init(_ json: JSONValue) {
            cgcode = json.member("cgcode")?.value.written
            unit = json.member("unit")?.value.string
            value = json.member("value")?.value
            digits = value?.written.flatMap { PlainDecimal($0) == nil ? nil : $0 }
        }

        /// Digits behind the point.
        var places: Int? {
            digits.map { $0.split(separator: ".", omittingEmptySubsequences: false).dropFirst().first?.count ?? 0 }
        }
    }

    let json: JSONValue
    /// Without leading zeros; empty if there is no number.
    let device: String
    /// As it is written.
    let devAddr: String
    /// In milliseconds since the epoch, of any unit; nil if there is none.
    let stamp: Int64?
    /// Nil for rows without `channelData`.
    let composite: [Channel]?
    let single: Channel

    init(_ json: JSONValue) {
        self.json = json
        devAddr = json.member("devAddr")?.value.written ?? ""
        device = devAddr.deviceKey
        stamp = json.member("timestamp").flatMap { Self.milliseconds($0.value) }
        single = Channel(json)
        if case .array(let nodes)? = json.member("channelData")?.value {
            composite = nodes.map { Channel($0.value) }
        } else {
            composite = nil
        }
    }

    var channels: [Channel] { composite ?? [single] }

    /// Whether at least one value of a listed item is a number; a channel of another code says nothing of the meter.
    var hasValue: Bool {
        channels.contains { channel in
            channel.digits != nil && (channel.cgcode.map { Cgcode(rawValue: $0) != nil } ?? true)
        }
    }

    func value(of cgcode: String) -> String? { channels.first { $0.cgcode == cgcode }?.digits }

    /// From 100 000 000 000 on milliseconds, which are seconds before 1973 and of no meter.
    private static func milliseconds(_ value: JSONValue) -> Int64? {
        guard let number = value.written.flatMap({ Int64($0) }), number > 0, number < 100_000_000_000_000 else {
            return nil
        }
        return number >= 100_000_000_000 ? number : number * 1000
    }
}

extension JSONValue {
    /// The text of a string, the digits of a number.
    var written: String? {
        switch self {
        case .string(let text): text
        case .number(let digits): digits
        default: nil
        }
    }

    /// The elements of an array; nil for any other value.
    var elements: [JSONValue]? {
        guard case .array(let nodes) = self else { return nil }
        return nodes.map(\.value)
    }

    /// Names of members in their order; none of a value that is no object.
    var memberNames: [String] {
        guard case .object(let members) = self else { return [] }
        return members.map(\.key)
    }
}
