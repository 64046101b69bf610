import HESContract
import HESSimulation
import JSON
import SimulationKernel

/// `history`: the rows that the head-end has collected.
struct HistoryDecoder {
    let clock: ClockSettings
    let dialect: Dialect

    struct Decoded {
        /// nil for the default.
        var from: SimulatedInstant?
        var collection = CollectionRule()
        var recorded = RecordedRowDecoder.Decoded()
    }

    func decode(_ place: Place?) -> Decoded {
        guard let reader = place?.object() else { return Decoded() }
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
        let rows = reader.optional(
            "rows",
            about: "Recorded rows that are answered as recorded: a side file of JSON Lines, or the rows themselves."
        )
        let recorded = RecordedRowDecoder(dialect: dialect).decode(rows)
        reader.finish()
        return Decoded(
            from: from,
            collection: CollectionRule(share: share, lateAfter: lateAfter),
            recorded: recorded
        )
    }

    private func delay(_ place: Place) -> SimulatedDuration? {
        place.either(.word("never", meaning: nil), .other { $0.duration() })
    }
}
