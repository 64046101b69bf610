package import SimulationKernel

extension MeterModel {
    /// The meter's reading at the instant: the mean powers of the minute that holds it.
    package func reading(for meter: Meter, at instant: SimulatedInstant) -> PowerReading {
        guard meter.exists(at: instant), !meter.supply.isOut(at: instant) else { return .dead }
        let voltage = voltage(of: meter).values(at: instant)
        guard meter.hasCurrent(at: instant) else {
            return PowerReading(voltage: voltage, activePower: .zero, reactivePower: .zero)
        }
        let minute = consumption(of: meter).minute(at: instant)
        let powers = MeanPower(
            active: Self.watts(minute.taken.active) - Self.watts(minute.fedIn.active),
            reactive: Self.watts(minute.taken.reactive) - Self.watts(minute.fedIn.reactive)
        )
        return reading(of: powers, voltage: voltage, for: meter, sharedAsAt: instant)
    }

    /// Mean powers of the load-profile interval that ends at `stamp`, with the voltage at `stamp`.
    package func profileReading(for meter: Meter, at stamp: SimulatedInstant) -> PowerReading {
        let start = stamp - .minutes(Int64(meter.intervalMinutes))
        let consumption = consumption(of: meter)
        let difference = consumption.counted(at: stamp) - consumption.counted(at: start)
        return profileReading(of: MeanPower(difference, overMinutes: meter.intervalMinutes), for: meter, at: stamp)
    }

    func profileReading(of powers: MeanPower, for meter: Meter, at stamp: SimulatedInstant) -> PowerReading {
        guard isAlive(meter, before: stamp) else { return .dead }
        let start = stamp - .minutes(Int64(meter.intervalMinutes))
        return reading(of: powers, voltage: voltage(of: meter).values(at: stamp), for: meter, sharedAsAt: start)
    }

    /// 0.1 V, the voltage of ``profileReading(for:at:)``.
    func profileVoltage(of phase: Phase, for meter: Meter, at stamp: SimulatedInstant) -> Int64 {
        isAlive(meter, before: stamp) ? voltage(of: meter).value(of: phase, at: stamp) : 0
    }

    /// Whether the meter had supply at any time in the interval that ends at `stamp`.
    private func isAlive(_ meter: Meter, before stamp: SimulatedInstant) -> Bool {
        let start = stamp - .minutes(Int64(meter.intervalMinutes))
        let existed = meter.exists(at: stamp - .milliseconds(1)) || meter.exists(at: start)
        return existed && !meter.supply.isOut(from: start, until: stamp)
    }

    private func reading(
        of powers: MeanPower,
        voltage: PhaseValues,
        for meter: Meter,
        sharedAsAt instant: SimulatedInstant
    ) -> PowerReading {
        let quarterHour = grid.start(ofSlot: grid.slot(at: instant))
        let own = hash.about(meter.identity).about(4)
        let shares = PhaseShares(phases: meter.profile.phases, hash: own, at: quarterHour)
        let least = Consumption.startingPower(nominalDecivolts: meter.profile.nominalDecivolts)
        return PowerReading(
            voltage: voltage,
            activePower: shares.divided(powers.active, least: least),
            reactivePower: shares.divided(powers.reactive, least: least)
        )
    }

    private func voltage(of meter: Meter) -> SupplyVoltage {
        SupplyVoltage(
            hash: hash.about(meter.identity).about(5),
            nominalDecivolts: meter.profile.nominalDecivolts,
            phases: meter.profile.phases
        )
    }

    /// Mean W of an energy within one minute, in mWh; halves round to even, so that sums have no bias.
    private static func watts(_ energy: Int64) -> Int64 {
        Int64((Double(energy * 60) / 1000).rounded(.toNearestOrEven))
    }
}

/// Mean power in W and var, taken less fed in.
struct MeanPower: Hashable, Sendable {
    var active: Int64
    var reactive: Int64

    init(active: Int64, reactive: Int64) {
        self.active = active
        self.reactive = reactive
    }

    /// Exact if the interval divides the hour.
    init(_ difference: Registers, overMinutes minutes: Int) {
        active = (difference.activeImport - difference.activeExport) * 60 / Int64(minutes)
        reactive = (difference.reactiveImport - difference.reactiveExport) * 60 / Int64(minutes)
    }
}
