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

    /// A meter's places in the ring, oldest first; the first ``goneCount`` belong to overwritten readings.
    private struct Places: Sendable {
        var places: [Int] = []
        var goneCount = 0

        var current: ArraySlice<Int> { places[goneCount...] }

        /// Takes amortised constant time.
        mutating func removeOldest() {
            goneCount += 1
            guard goneCount * 2 > places.count else { return }
            places.removeFirst(goneCount)
            goneCount = 0
        }
    }

    private var ring: [Reading] = []
    private var next = 0
    private var placesOfMeter: [String: Places] = [:]

    mutating func add(_ cgcode: Cgcode, of devAddr: String, at instant: SimulatedInstant) {
        let reading = Reading(devAddr: devAddr, cgcode: cgcode, instant: instant)
        if ring.count < Self.capacity {
            ring.append(reading)
        } else {
            forget(ring[next].devAddr)
            ring[next] = reading
        }
        placesOfMeter[devAddr, default: Places()].places.append(next)
        next = (next + 1) % Self.capacity
    }

    /// The instants within `window`, without repetitions; ascending, because readings are added in the order of the clock.
    func instants(
        of devAddr: String,
        _ cgcode: Cgcode,
        in window: ClosedRange<SimulatedInstant>
    ) -> [SimulatedInstant] {
        var instants: [SimulatedInstant] = []
        for place in placesOfMeter[devAddr]?.current ?? [] {
            let reading = ring[place]
            guard reading.cgcode == cgcode, window.contains(reading.instant), instants.last != reading.instant else {
                continue
            }
            instants.append(reading.instant)
        }
        return instants
    }

    /// Removes the meter's oldest reading, which is also the oldest of the ring.
    private mutating func forget(_ devAddr: String) {
        placesOfMeter[devAddr]?.removeOldest()
        if placesOfMeter[devAddr]?.places.isEmpty == true { placesOfMeter[devAddr] = nil }
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
