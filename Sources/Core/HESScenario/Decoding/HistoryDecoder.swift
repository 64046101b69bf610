import HESContract
import HESSimulation
import SimulationKernel

/// `history`: what the head-end has collected.
struct HistoryDecoder {
    let clock: ClockSettings

    /// - Returns: the instant from which rows are held; nil for the default.
    func decode(_ place: Place?) -> SimulatedInstant? {
        guard let reader = place?.object() else { return nil }
        let from = reader.optional("from")?.instant(zone: clock.zone, start: clock.start)
        let collected = reader.optional("collected")
        let lateAfter = reader.optional("lateAfter")
        reader.finish()
        if let share = collected?.number(in: 0...1), share < 1 {
            collected?.complain(expected: "1", hint: "holes in history are not supported by this version yet")
        }
        if let lateAfter, lateAfter.node.value.string != "never" {
            lateAfter.complain(expected: "\"never\"", hint: "late rows are not supported by this version yet")
        }
        return from
    }
}
