import Glibc
import HESContract
import JSON

/// Reads the rows of an answer or push, in every form in which they may come.
struct RowReader: Sendable {
    let meters: MeterMap
    /// The item that was asked for; labels rows without channels.
    let cgcode: String
    let defects: Defects

    /// Readings that are there; meters that were not asked for and values that are missing are left out.
    func rows(_ list: [JSONValue]) -> [Row] {
        let rows = list.flatMap { entry -> [Row] in
            guard let meter = meters.meter(entry.member("devAddr")?.value),
                var timestamp = Timestamp.read(entry.member("timestamp")?.value)
            else { return [] }
            guard let channels = entry.member("channelData")?.value.elements else {
                let freeze = Timestamp.ofFreeze(near: timestamp)
                if freeze != timestamp, defects.contains(.joinsFreezes) { timestamp = freeze }
                return [row(meter, at: timestamp, cgcode: label(entry), from: entry)].compactMap { $0 }
            }
            if defects.contains(.arrivalTimeStamps) { timestamp = Int64(time(nil)) * 1000 }
            return channels.enumerated().compactMap { [timestamp] index, channel in
                code(of: channel, at: index).flatMap {
                    row(meter, at: timestamp, cgcode: $0, from: channel)
                }
            }
        }
        return RegisterDecrease.handled(rows, by: defects)
    }

    /// One text for each row of a page, with or without a value.
    func keys(_ list: [JSONValue]) -> [String] {
        list.map { entry in
            let meter = entry.member("devAddr")?.value.plainText ?? ""
            return meter + "@" + (entry.member("timestamp")?.value.plainText ?? "")
        }
    }

    private func row(_ meter: String, at timestamp: Int64, cgcode: String, from entry: JSONValue) -> Row? {
        var reading = MeterValue.read(entry.member("value")?.value, unit: entry.member("unit")?.value)
        if reading == nil, defects.contains(.zeroFiller) { reading = ("0", "") }
        let written = entry.member("value")?.value.plainText
        if let written, let known = reading?.value, known != written, defects.contains(.ignoresUnit) {
            reading?.value = written
        }
        guard let (sent, unit) = reading else { return nil }
        let text = sent.hasPrefix("-") && defects.contains(.absoluteValues) ? String(sent.dropFirst()) : sent
        let float = Float(text).map { "\(Double($0))" } ?? text
        let value = float != text && defects.contains(.floatValues) ? float : text
        return Row(devAddr: meter, cgcode: cgcode, timestamp: timestamp, value: value, unit: unit, source: self.cgcode)
    }

    private func code(of channel: JSONValue, at index: Int) -> String? {
        let code = channel.member("cgcode")?.value.plainText
        let channels = Cgcode(rawValue: cgcode)?.channels ?? []
        let place = channels.indices.contains(index) ? channels[index].rawValue : nil
        return place != code && defects.contains(.positionalChannels) ? place : code
    }

    private func label(_ entry: JSONValue) -> String {
        let own = entry.member("cgcode")?.value.plainText
        return own == cgcode || !defects.contains(.unlabelledRows) ? cgcode : own ?? "undefined"
    }
}
