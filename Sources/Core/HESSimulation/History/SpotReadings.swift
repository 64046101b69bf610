import HESContract
import SimulationKernel

/// The single readings that real-time reads brought into history: the last ``capacity`` of the world.
struct SpotReadings: Sendable {
    static let capacity = 65_536

    private struct Reading: Sendable {
        let devAddr: String
        let cgcode: Cgcode
        let instant: SimulatedInstant
    }

    private var ring: [Reading] = []
    private var next = 0
    /// Places in the ring, oldest first.
    private var places: [String: [Int]] = [:]

    mutating func add(_ devAddr: String, _ cgcode: Cgcode, at instant: SimulatedInstant) {
        let reading = Reading(devAddr: devAddr, cgcode: cgcode, instant: instant)
        if ring.count < Self.capacity {
            ring.append(reading)
        } else {
            forget(ring[next].devAddr)
            ring[next] = reading
        }
        places[devAddr, default: []].append(next)
        next = (next + 1) % Self.capacity
    }

    /// Ascending and distinct; readings come in the order of the clock.
    func instants(of devAddr: String, _ cgcode: Cgcode, in window: ClosedRange<SimulatedInstant>) -> [SimulatedInstant]
    {
        var instants: [SimulatedInstant] = []
        for place in places[devAddr] ?? [] {
            let reading = ring[place]
            guard reading.cgcode == cgcode, window.contains(reading.instant), instants.last != reading.instant else {
                continue
            }
            instants.append(reading.instant)
        }
        return instants
    }

    /// The oldest reading of the ring is the oldest of its meter.
    private mutating func forget(_ devAddr: String) {
        places[devAddr]?.removeFirst()
        if places[devAddr]?.isEmpty == true { places[devAddr] = nil }
    }
}
