import Foundation
package import SimulationKernel

/// Makes time zones from their names.
///
/// The only file of the core that reads data of the operating system: it copies a zone's transitions once, at load.
package enum TimeZoneTable {
    /// Takes `Z`, `UTC`, `+08:00`, or an IANA name.
    package static func zone(named name: String) -> WorldZone? {
        if name == "Z" || name == "UTC" { return WorldZone(name: name, initialOffset: .zero) }
        if let offset = fixedOffset(name) { return WorldZone(name: name, initialOffset: offset) }
        guard name.contains("/"), let zone = TimeZone(identifier: name) else { return nil }
        return table(of: zone, named: name)
    }

    /// `+hh:mm` or `-hh:mm`, at most 14 hours.
    private static func fixedOffset(_ text: String) -> SimulatedDuration? {
        let bytes = Array(text.utf8)
        guard bytes.count == 6, bytes[0] == 0x2B || bytes[0] == 0x2D, bytes[3] == 0x3A,
            [1, 2, 4, 5].allSatisfy({ (0x30...0x39).contains(bytes[$0]) }), let hours = Int(text.dropFirst().prefix(2)),
            let minutes = Int(text.suffix(2)), minutes < 60,
            hours * 60 + minutes <= 14 * 60
        else { return nil }
        return .minutes(Int64(hours * 60 + minutes) * (bytes[0] == 0x2B ? 1 : -1))
    }

    private static func table(of zone: TimeZone, named name: String) -> WorldZone {
        var date = Date(timeIntervalSince1970: firstSecond)
        let initial = SimulatedDuration.seconds(Int64(zone.secondsFromGMT(for: date)))
        var transitions: [WorldZone.Transition] = []
        while let next = zone.nextDaylightSavingTimeTransition(after: date), next.timeIntervalSince1970 < lastSecond,
            next > date
        {
            transitions.append(
                WorldZone.Transition(
                    instant: SimulatedInstant(milliseconds: Int64(next.timeIntervalSince1970) * 1000),
                    offsetAfter: .seconds(Int64(zone.secondsFromGMT(for: next)))
                )
            )
            date = next
        }
        return WorldZone(name: name, initialOffset: initial, transitions: transitions)
    }

    /// 2000-01-01 and 2100-01-01, UTC.
    private static let firstSecond: TimeInterval = 946_684_800
    private static let lastSecond: TimeInterval = 4_102_444_800
}
