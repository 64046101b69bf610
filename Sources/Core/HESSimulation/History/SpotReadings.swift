import BinaryCoding
import HESContract
import SimulationKernel

/// The single readings that real-time reads added to history; the world keeps the last ``capacity``.
struct SpotReadings: Sendable {
    static let capacity = 65_536

    private struct Reading: Sendable {
        let devAddr: String
        let cgcode: Cgcode
        let row: RowInstant
    }

    private struct Series: Hashable {
        let devAddr: String
        let cgcode: Cgcode
    }

    /// The rows of one series, ascending by their stamps; the first ``goneCount`` belong to overwritten readings.
    private struct Rows: Sendable {
        private var rows: [RowInstant] = []
        private var goneCount = 0

        var current: ArraySlice<RowInstant> { rows[goneCount...] }

        /// Takes constant time for a stamp that is not earlier than the last.
        mutating func insert(_ row: RowInstant) {
            rows.insert(row, at: place(after: row.shown))
        }

        /// Takes amortised constant time for the oldest.
        mutating func remove(_ row: RowInstant) {
            guard current.first == row else {
                var place = place(after: row.shown) - 1
                while place > goneCount, rows[place] != row, rows[place - 1].shown == row.shown { place -= 1 }
                rows.remove(at: place)
                return
            }
            goneCount += 1
            guard goneCount * 2 > rows.count else { return }
            rows.removeFirst(goneCount)
            goneCount = 0
        }

        /// The place after the last row whose stamp is not later than `stamp`.
        private func place(after stamp: SimulatedInstant) -> Int {
            if let last = rows.last, last.shown <= stamp { return rows.count }
            return firstPlace { $0 > stamp }
        }

        /// The first place whose stamp fulfils `isBeyond`, as all after it do.
        func firstPlace(_ isBeyond: (SimulatedInstant) -> Bool) -> Int {
            var (low, high) = (goneCount, rows.count)
            while low < high {
                let middle = (low + high) / 2
                if isBeyond(rows[middle].shown) { high = middle } else { low = middle + 1 }
            }
            return low
        }
    }

    private var ring: [Reading] = []
    private var next = 0
    private var rowsOfSeries: [Series: Rows] = [:]

    /// A reading of a meter at `instant`; `stamp` if it has its plan's.
    mutating func add(
        _ cgcode: Cgcode,
        of devAddr: String,
        at instant: SimulatedInstant,
        stamp: SimulatedInstant? = nil
    ) {
        let reading = Reading(devAddr: devAddr, cgcode: cgcode, row: RowInstant(instant: instant, stamp: stamp))
        if ring.count < Self.capacity {
            ring.append(reading)
        } else {
            forget(ring[next])
            ring[next] = reading
        }
        rowsOfSeries[Series(devAddr: devAddr, cgcode: cgcode), default: Rows()].insert(reading.row)
        next = (next + 1) % Self.capacity
    }

    /// The rows whose stamps are within `window`, ascending; of several with the same stamp the latest reading.
    ///
    /// Takes time for what it returns, not for what the meter has.
    func rows(of devAddr: String, _ cgcode: Cgcode, in window: ClosedRange<SimulatedInstant>) -> [RowInstant] {
        guard let own = rowsOfSeries[Series(devAddr: devAddr, cgcode: cgcode)] else { return [] }
        var rows: [RowInstant] = []
        for row in own.current[own.firstPlace { $0 >= window.lowerBound }...] {
            if row.shown > window.upperBound { break }
            guard let last = rows.last, last.shown == row.shown else {
                rows.append(row)
                continue
            }
            if last.instant < row.instant { rows[rows.count - 1] = row }
        }
        return rows
    }

    private mutating func forget(_ reading: Reading) {
        let series = Series(devAddr: reading.devAddr, cgcode: reading.cgcode)
        rowsOfSeries[series]?.remove(reading.row)
        if rowsOfSeries[series]?.current.isEmpty == true { rowsOfSeries[series] = nil }
    }
}

/// Packed by hand, as a world has up to ``capacity`` readings: the oldest first, names once, instants as differences.
///
/// Behind the code of a reading with its plan's stamp are a plus and the difference to that stamp.
extension SpotReadings: Codable {
    init(from decoder: any Decoder) throws {
        let reader = BinaryReader(try decoder.singleValueContainer().decode([UInt8].self))
        var instant: Int64 = 0
        while !reader.isAtEnd {
            instant &+= try reader.signed()
            let devAddr = try reader.name()
            let code = try reader.name()
            let isStamped = code.hasSuffix(Self.stampMark)
            guard let cgcode = Cgcode(rawValue: isStamped ? String(code.dropLast()) : code) else {
                throw reader.failure("no item")
            }
            let stamp = isStamped ? SimulatedInstant(milliseconds: instant &+ (try reader.signed())) : nil
            add(cgcode, of: devAddr, at: SimulatedInstant(milliseconds: instant), stamp: stamp)
        }
    }

    func encode(to encoder: any Encoder) throws {
        let writer = BinaryWriter()
        var last: Int64 = 0
        let oldest = ring.count == Self.capacity ? next : 0
        for reading in ring[oldest...] + ring[..<oldest] {
            let instant = reading.row.instant.milliseconds
            writer.write(instant - last)
            last = instant
            writer.write(name: reading.devAddr)
            writer.write(name: reading.cgcode.rawValue + (reading.row.stamp == nil ? "" : Self.stampMark))
            if let stamp = reading.row.stamp { writer.write(stamp.milliseconds - instant) }
        }
        var container = encoder.singleValueContainer()
        try container.encode(writer.bytes)
    }

    private static let stampMark = "+"
}
