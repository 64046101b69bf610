import HESContract
import SimulationKernel

/// The single readings that real-time reads added to history; the world keeps the last ``capacity``.
struct SpotReadings: Sendable {
    static let capacity = 65_536

    private struct Reading: Codable, Sendable {
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

extension SpotReadings: Codable {
    /// Reads a list of readings, the oldest first.
    init(from decoder: any Decoder) throws {
        for reading in try [Reading](from: decoder).suffix(Self.capacity) {
            add(reading.cgcode, of: reading.devAddr, at: reading.instant)
        }
    }

    func encode(to encoder: any Encoder) throws {
        let isFull = ring.count == Self.capacity
        try (isFull ? Array(ring[next...] + ring[..<next]) : ring).encode(to: encoder)
    }
}
