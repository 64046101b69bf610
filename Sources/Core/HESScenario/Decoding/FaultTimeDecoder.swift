import HESContract
import HESSimulation
import SimulationKernel

/// `when`: the window and the matches in which a rule acts.
struct FaultTimeDecoder {
    let clock: ClockSettings

    func decode(_ place: Place?) -> FaultTime {
        var time = FaultTime()
        guard let reader = place?.object() else { return time }
        time.from = instant(reader.optional("from", "The first instant at which it acts."))
        time.until = instant(reader.optional("until", "The first instant at which it no longer acts."))
        time.skip = reader.optional("skip", "Matches that pass before it acts.").integer(in: 0...Int.max, default: 0)
        time.times = reader.optional("times", "Hits after which it stops.")?.integer(in: 0...Int.max)
        time.probability = reader.optional("probability", "Of a match to be a hit; seeded.")?.number(in: 0...1)
        time.ttl = reader.optional("ttl", "Its life, from when it was armed.")?.duration()
        reader.finish()
        return time
    }

    private func instant(_ place: Place?) -> SimulatedInstant? {
        place?.instant(zone: clock.zone, start: clock.start)
    }
}
