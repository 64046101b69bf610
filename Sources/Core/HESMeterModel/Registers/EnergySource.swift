import SimulationKernel

/// The energy of one meter in both directions, as if it were never interrupted.
struct EnergySource: Sendable {
    let taken: Cascade
    /// nil for a meter that never feeds in.
    let fedIn: Cascade?
    /// mWh of a minute at the starting current.
    let floor: Int64

    var grid: SlotGrid { taken.pattern.grid }

    /// mWh and mvarh from the cascade's first slot to the instant.
    func energy(before instant: SimulatedInstant) -> Flows {
        Flows(taken: energy(of: taken, at: instant), fedIn: fedIn.map { energy(of: $0, at: instant) } ?? .zero)
    }

    /// mWh and mvarh of the minute that holds the instant.
    func minute(at instant: SimulatedInstant) -> Flows {
        Flows(taken: minute(of: taken, at: instant), fedIn: fedIn.map { minute(of: $0, at: instant) } ?? .zero)
    }

    private func energy(of cascade: Cascade, at instant: SimulatedInstant) -> EnergyPair {
        let slot = grid.slot(at: instant)
        let rest = (instant - grid.start(ofSlot: slot)).milliseconds
        guard rest > 0 else { return cascade.energy(before: slot) * 1000 }
        let leaf = cascade.leaf(slot)
        return leaf.before * 1000 + quarterHour(leaf, of: cascade).energy(inFirst: rest)
    }

    private func minute(of cascade: Cascade, at instant: SimulatedInstant) -> EnergyPair {
        let slot = grid.slot(at: instant)
        let rest = (instant - grid.start(ofSlot: slot)).milliseconds
        return quarterHour(cascade.leaf(slot), of: cascade).minute(Int(rest / 60_000)).within
    }

    private func quarterHour(_ leaf: Cascade.Node, of cascade: Cascade) -> QuarterHour {
        let hash = SeededHash(seed: cascade.hash).about(UInt64(bitPattern: Int64(leaf.low))).value
        return QuarterHour(energy: leaf.energy, floor: floor, hash: hash)
    }
}

/// Energy in both directions, in mWh and mvarh.
struct Flows: Hashable, Sendable {
    var taken: EnergyPair
    var fedIn: EnergyPair

    static let zero = Self(taken: .zero, fedIn: .zero)

    static func - (left: Self, right: Self) -> Self {
        Self(taken: left.taken - right.taken, fedIn: left.fedIn - right.fedIn)
    }

    /// Wh and varh of flows in mWh and mvarh, as registers count them.
    var wholeUnits: Registers {
        let (taken, fedIn) = (taken.wholeUnits, fedIn.wholeUnits)
        return Registers(
            activeImport: taken.active,
            activeExport: fedIn.active,
            reactiveImport: taken.reactive,
            reactiveExport: fedIn.reactive
        )
    }

    func scaled(by factor: Double) -> Self {
        func scaled(_ pair: EnergyPair) -> EnergyPair {
            EnergyPair(
                active: Int64((Double(pair.active) * factor).rounded()),
                reactive: Int64((Double(pair.reactive) * factor).rounded())
            )
        }
        return Self(taken: scaled(taken), fedIn: scaled(fedIn))
    }
}
