/// The time zone of a head-end system, as a table: pure, and the same on every machine.
///
/// A fixed offset has no transitions. Zones with daylight saving are passed in as a table, which HESScenario reads
/// from the time zone database; instants before the first and after the last transition keep the nearest offset.
package struct WorldZone: Hashable, Sendable {
    package struct Transition: Hashable, Sendable {
        package var instant: SimulatedInstant
        package var offsetAfter: SimulatedDuration

        package init(instant: SimulatedInstant, offsetAfter: SimulatedDuration) {
            self.instant = instant
            self.offsetAfter = offsetAfter
        }
    }

    /// The name in the scenario: `+08:00` or an IANA name.
    package let name: String
    private let initialOffset: SimulatedDuration
    private let transitions: [Transition]

    /// `transitions` are in ascending order of instant.
    package init(name: String, initialOffset: SimulatedDuration, transitions: [Transition] = []) {
        self.name = name
        self.initialOffset = initialOffset
        self.transitions = transitions
    }

    package static let plusEight = Self(name: "+08:00", initialOffset: .hours(8))

    /// The offset of the wall clock from UTC.
    package func offset(at instant: SimulatedInstant) -> SimulatedDuration {
        var low = 0
        var high = transitions.count
        while low < high {
            let middle = (low + high) / 2
            if transitions[middle].instant <= instant { low = middle + 1 } else { high = middle }
        }
        return low == 0 ? initialOffset : transitions[low - 1].offsetAfter
    }

    package func civilTime(at instant: SimulatedInstant) -> CivilTime {
        CivilTime(millisecondsOnWall: instant.milliseconds + offset(at: instant).milliseconds)
    }

    package func date(at instant: SimulatedInstant) -> CivilDate {
        civilTime(at: instant).date
    }

    /// The instant at which the wall clock shows `time`: the first one if it is shown twice, the instant of the jump if
    /// it is skipped.
    package func instant(of time: CivilTime) -> SimulatedInstant {
        let wall = SimulatedInstant(milliseconds: time.millisecondsOnWall)
        guard !transitions.isEmpty else { return wall - initialOffset }
        let before = offset(at: wall - .days(1))
        let after = offset(at: wall + .days(1))
        let early = wall - before
        if offset(at: early) == before || before == after { return early }
        let late = wall - after
        return offset(at: late) == after ? late : jump(between: late, and: early)
    }

    /// 00:00 of the day; the day's first instant if 00:00 is skipped.
    package func startOfDay(_ date: CivilDate) -> SimulatedInstant {
        instant(of: CivilTime(date: date))
    }

    private func jump(between low: SimulatedInstant, and high: SimulatedInstant) -> SimulatedInstant {
        transitions.first { $0.instant >= low && $0.instant <= high }?.instant ?? high
    }
}
