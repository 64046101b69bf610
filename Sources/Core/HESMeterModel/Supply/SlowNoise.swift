import SimulationKernel

/// A quantity that wanders: random values at regular instants with straight lines between, from −1 to 1.
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
