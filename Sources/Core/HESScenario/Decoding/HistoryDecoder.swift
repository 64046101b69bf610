import HESContract
import HESSimulation
import SimulationKernel

/// `history`: what the head-end has collected.
struct HistoryDecoder {
    let clock: ClockSettings

    /// `from` is nil for the default.
    func decode(_ place: Place?) -> (from: SimulatedInstant?, collection: CollectionRule) {
        guard let reader = place?.object() else { return (nil, CollectionRule()) }
        let from = reader.optional("from")?.instant(zone: clock.zone, start: clock.start)
        let share = reader.optional("collected")?.number(in: 0...1) ?? 1
        let lateAfter = reader.optional("lateAfter").flatMap(delay)
        reader.finish()
        return (from, CollectionRule(share: share, lateAfter: lateAfter))
    }

    private func delay(_ place: Place) -> SimulatedDuration? {
        place.node.value.string == "never" ? nil : place.duration()
    }
}
