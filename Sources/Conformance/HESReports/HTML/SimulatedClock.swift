import HESConformance
import HESContract
import HESDrawing
import JSON
import SimulationKernel

/// Shows instants as the case's meters would: in the zone of its `case` event if that is an offset, otherwise in UTC.
struct SimulatedClock {
    let zone: WorldZone

    init(_ events: [EvidenceEvent]) {
        let name = Evidence.header(of: events)?.timeZone ?? ""
        let offset = Self.offset(name)
        zone = WorldZone(name: offset == nil ? "UTC" : name, initialOffset: .milliseconds(Int64(offset ?? 0) * 60_000))
    }

    /// Such as `10:00:00.200`.
    func time(_ milliseconds: Int64) -> String {
        zone.civilTime(at: SimulatedInstant(milliseconds: milliseconds)).timeOfDay
    }

    /// Minutes east of UTC of an offset such as `+08:00`; nil for other texts.
    private static func offset(_ text: String) -> Int? {
        let parts = text.dropFirst().split(separator: ":", omittingEmptySubsequences: false)
        guard text.utf8.count == 6, parts.count == 2, let hours = Int(parts[0]), let minutes = Int(parts[1]),
            (0...23).contains(hours), (0...59).contains(minutes), let sign = ["+": 1, "-": -1][String(text.prefix(1))]
        else { return nil }
        return sign * (hours * 60 + minutes)
    }
}
