import HESContract
import SimulationKernel

/// A meter's day: a table of its hours, and a plot of its intervals.
struct DayTable {
    private let rows: [CompositeRow]
    private let zone: WorldZone

    /// `rows` are load-profile rows from midnight to midnight, both included.
    init(_ rows: [CompositeRow], zone: WorldZone) {
        self.rows = rows
        self.zone = zone
    }

    var csv: String {
        let codes = Cgcode.loadProfile.channels
        let header = "time," + codes.map { "\($0.rawValue) \($0.unit.rawValue)" }.joined(separator: ",")
        let lines = rows.map { row in
            ([zone.civilTime(at: row.timestamp).description] + row.channels.map(\.text)).joined(separator: ",")
        }
        return ([header] + lines).joined(separator: "\n")
    }

    func text(of devAddr: String) -> String {
        guard let first = rows.first, let last = rows.last else { return "no rows" }
        let day = zone.civilTime(at: first.timestamp).description.prefix(10)
        let (taken, fedIn) = (difference(of: 0, from: first, to: last), difference(of: 1, from: first, to: last))
        let head = "\(devAddr) on \(day): \(kilo(taken)) kWh taken, \(kilo(fedIn)) kWh fed in"
        return ([head, ""] + plot + ["", "hour       5069 kWh   taken kWh  fed in kWh   mean kW   max kW"] + hours)
            .joined(separator: "\n")
    }

    /// One line for each hour of the day: 23 or 25 on the days on which daylight saving begins or ends.
    private var hours: [String] {
        var lines: [String] = []
        var start = rows.startIndex
        while start + 1 < rows.endIndex {
            let hour = zone.civilTime(at: rows[start].timestamp)
            var end = start + 1
            while end + 1 < rows.endIndex, rows[end].timestamp - rows[start].timestamp < .hours(1) { end += 1 }
            lines.append(line(of: hour, rows: rows[start...end]))
            start = end
        }
        return lines
    }

    private func line(of hour: CivilTime, rows: ArraySlice<CompositeRow>) -> String {
        guard let first = rows.first, let last = rows.last else { return "" }
        let powers = rows.dropFirst().map { $0.channels[4].magnitude }
        let mean = powers.reduce(0, +) / Int64(max(1, powers.count))
        let columns = [
            padLeft(last.channels[0].text, to: 14), padLeft(kilo(difference(of: 0, from: first, to: last)), to: 12),
            padLeft(kilo(difference(of: 1, from: first, to: last)), to: 12), padLeft(kilo(mean), to: 10),
            padLeft(kilo(powers.max() ?? 0), to: 9),
        ]
        return hour.description.dropFirst(11).prefix(5) + columns.joined()
    }

    /// Mean power of every interval, eleven lines high.
    private var plot: [String] {
        let powers = rows.dropFirst().map { $0.channels[4].magnitude }
        let top = max(powers.max() ?? 0, 1)
        let bottom = min(powers.min() ?? 0, 0)
        let height: Int64 = 10
        let lines = (0...height).reversed().map { level -> String in
            let bound = bottom + (top - bottom) * level / height
            let bars = powers.map { power in bar(power, reaches: bound, bottom: bottom) }
            return padLeft(kilo(bound), to: 8) + " │" + bars.joined()
        }
        return lines + [padLeft("kW", to: 8) + " └" + axis(powers.count)]
    }

    private func bar(_ power: Int64, reaches bound: Int64, bottom: Int64) -> String {
        let isFilled = bound > 0 ? power >= bound : bound < 0 ? power <= bound : true
        return isFilled ? (bound == 0 ? "─" : "█") : " "
    }

    private func axis(_ count: Int) -> String {
        let perHour = max(1, count / 24)
        return (0..<24).filter { $0 % 3 == 0 }.map { padRight(padLeft(String($0), to: 2), to: perHour * 3) }.joined()
    }

    private func difference(of channel: Int, from first: CompositeRow, to last: CompositeRow) -> Int64 {
        last.channels[channel].magnitude - first.channels[channel].magnitude
    }

    private func kilo(_ magnitude: Int64) -> String {
        ChannelValue(cgcode: .activePowerTotal, value: .scaled(magnitude)).text
    }
}
