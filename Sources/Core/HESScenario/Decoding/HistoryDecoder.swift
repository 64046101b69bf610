import HESContract
import HESSimulation
import JSON
import SimulationKernel

/// `history`: the rows that the head-end has collected.
struct HistoryDecoder {
    let clock: ClockSettings

    /// `from` is nil for the default.
    func decode(_ place: Place?) -> (from: SimulatedInstant?, collection: CollectionRule) {
        guard let reader = place?.object() else { return (nil, CollectionRule()) }
        let from = reader.optional(
            "from",
            about: "The first day with rows; 400 days before the start where it is absent."
        )?
        .instant(zone: clock.zone, start: clock.start)
        let share = reader.optional(
            "collected",
            about: "Share of the rows that the HES has; the rest are in the meters."
        )
        .number(in: 0...1, default: 1)
        let lateAfter = reader.optional(
            "lateAfter",
            about: "When the other rows arrive by themselves.",
            default: "never"
        )
        .flatMap(delay)
        reader.finish()
        return (from, CollectionRule(share: share, lateAfter: lateAfter))
    }

    private func delay(_ place: Place) -> SimulatedDuration? {
        place.either(.word("never", meaning: nil), .other { $0.duration() })
    }
}
