import HESContract
import HESSimulation
import JSON
import SimulationKernel

/// A rule's `when` with the places of members that may keep the rule from ever acting.
struct PlacedTime {
    var time = RuleTime()
    var until: Place?
    var times: Place?
    var probability: Place?
    var recurrence: Place?
}

/// `when`: the window and the matches in which a rule acts.
struct FaultTimeDecoder {
    let clock: ClockSettings

    func decode(_ place: Place?) -> PlacedTime {
        var placed = PlacedTime()
        guard let reader = place?.object() else { return placed }
        placed.time.from = instant(reader.optional("from", about: "The first instant at which it acts."))
        placed.until = reader.optional("until", about: "The first instant at which it no longer acts.")
        placed.time.until = instant(placed.until)
        let daily = reader.optional("daily", about: "A window of every day, on the world's wall clock.")
        let days = reader.optional("days", about: "On which the window begins: days of the week, or of the month.")
        placed.recurrence = daily ?? days
        placed.time.recurrence = RecurrenceDecoder(zone: clock.zone).decode(daily: daily, days: days)
        placed.time.skip = reader.optional("skip", about: "Matches that pass before it acts.")
            .integer(in: 0...Int.max, default: 0)
        placed.times = reader.optional("times", about: "Hits after which it stops.")
        placed.time.times = placed.times?.integer(in: 0...Int.max)
        placed.probability = reader.optional(
            "probability",
            about: "Of a match, or of each row that it is about; seeded."
        )
        placed.time.probability = placed.probability?.number(in: 0...1)
        placed.time.ttl = reader.optional("ttl", about: "Its life, from when it was armed.")?.duration()
        reader.finish()
        return placed
    }

    private func instant(_ place: Place?) -> SimulatedInstant? {
        place?.instant(zone: clock.zone, start: clock.start)
    }
}
