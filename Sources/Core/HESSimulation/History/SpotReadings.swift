import BinaryCoding
import HESContract
import SimulationKernel

/// The single readings that real-time reads added to history; the world keeps the last ``capacity``.
struct SpotReadings: Sendable {
    static let capacity = 65_536

    private struct Reading: Sendable {
        let devAddr: String
        let cgcode: Cgcode
        let instant: SimulatedInstant
    }

    private struct Series: Hashable {
        let devAddr: String
        let cgcode: Cgcode
    }

    /// The instants of one series in ascending order; the first ``goneCount`` belong to overwritten readings.
    private struct Instants: Sendable {
        private var instants: [SimulatedInstant] = []
        private var goneCount = 0

        var current: ArraySlice<SimulatedInstant> { instants[goneCount...] }

        /// Takes constant time for an instant that is not earlier than the last.
        mutating func insert(_ instant: SimulatedInstant) {
            instants.insert(instant, at: place(after: instant))
        }

        /// Takes amortised constant time for the oldest.
        mutating func remove(_ instant: SimulatedInstant) {
            guard current.first == instant else {
                instants.remove(at: place(after: instant) - 1)
                return
            }
            goneCount += 1
            guard goneCount * 2 > instants.count else { return }
            instants.removeFirst(goneCount)
            goneCount = 0
        }

        /// The place after the last instant that is not later than `instant`.
        private func place(after instant: SimulatedInstant) -> Int {
            if let last = instants.last, last <= instant { return instants.count }
            return firstPlace { $0 > instant }
        }

        /// The first place whose instant fulfils `isBeyond`, as all after it do.
        func firstPlace(_ isBeyond: (SimulatedInstant) -> Bool) -> Int {
            var (low, high) = (goneCount, instants.count)
            while low < high {
                let middle = (low + high) / 2
                if isBeyond(instants[middle]) { high = middle } else { low = middle + 1 }
            }
            return low
        }
    }

    private var ring: [Reading] = []
    private var next = 0
    private var instantsOfSeries: [Series: Instants] = [:]

    mutating func add(_ cgcode: Cgcode, of devAddr: String, at instant: SimulatedInstant) {
        let reading = Reading(devAddr: devAddr, cgcode: cgcode, instant: instant)
        if ring.count < Self.capacity {
            ring.append(reading)
        } else {
            forget(ring[next])
            ring[next] = reading
        }
        instantsOfSeries[Series(devAddr: devAddr, cgcode: cgcode), default: Instants()].insert(instant)
        next = (next + 1) % Self.capacity
    }

    /// The instants within `window`, without repetitions, ascending.
    ///
    /// Takes time for what it returns, not for what the meter has.
    func instants(
        of devAddr: String,
        _ cgcode: Cgcode,
        in window: ClosedRange<SimulatedInstant>
    ) -> [SimulatedInstant] {
        guard let own = instantsOfSeries[Series(devAddr: devAddr, cgcode: cgcode)] else { return [] }
        var instants: [SimulatedInstant] = []
        for instant in own.current[own.firstPlace { $0 >= window.lowerBound }...] {
            if instant > window.upperBound { break }
            if instants.last != instant { instants.append(instant) }
        }
        return instants
    }

    private mutating func forget(_ reading: Reading) {
        let series = Series(devAddr: reading.devAddr, cgcode: reading.cgcode)
        instantsOfSeries[series]?.remove(reading.instant)
        if instantsOfSeries[series]?.current.isEmpty == true { instantsOfSeries[series] = nil }
    }
}

/// Packed by hand, as a world has up to ``capacity`` readings: the oldest first, names once, instants as differences.
extension SpotReadings: Codable {
    init(from decoder: any Decoder) throws {
        let reader = BinaryReader(try decoder.singleValueContainer().decode([UInt8].self))
        var instant: Int64 = 0
        while !reader.isAtEnd {
            instant &+= try reader.signed()
            let devAddr = try reader.name()
            guard let cgcode = Cgcode(rawValue: try reader.name()) else { throw reader.failure("no item") }
            add(cgcode, of: devAddr, at: SimulatedInstant(milliseconds: instant))
        }
    }

    func encode(to encoder: any Encoder) throws {
        let writer = BinaryWriter()
        var last: Int64 = 0
        let oldest = ring.count == Self.capacity ? next : 0
        for reading in ring[oldest...] + ring[..<oldest] {
            writer.write(reading.instant.milliseconds - last)
            last = reading.instant.milliseconds
            writer.write(name: reading.devAddr)
            writer.write(name: reading.cgcode.rawValue)
        }
        var container = encoder.singleValueContainer()
        try container.encode(writer.bytes)
    }
}
