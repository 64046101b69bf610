import SimulationKernel

/// A slowly changing random quantity from −1 to 1: random values every `period`, with straight lines between.
struct SlowNoise {
    let hash: SeededHash
    let period: SimulatedDuration

    func value(at instant: SimulatedInstant) -> Double {
        let elapsed = instant.milliseconds
        let whole = elapsed / period.milliseconds
        let knot = elapsed % period.milliseconds < 0 ? whole - 1 : whole
        let part = Double(elapsed - knot * period.milliseconds) / Double(period.milliseconds)
        return height(knot) * (1 - part) + height(knot + 1) * part
    }

    private func height(_ knot: Int64) -> Double {
        hash.about(UInt64(bitPattern: knot)).unit * 2 - 1
    }
}
