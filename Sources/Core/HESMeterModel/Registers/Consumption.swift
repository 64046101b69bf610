import SimulationKernel

/// A meter's energy at any instant, in both directions, without that of interruptions.
///
/// Made from model and meter when needed; every value is a pure function of the instant.
struct Consumption: Sendable {
    let meter: Meter
    private let source: EnergySource
    /// The energy lost in each interruption; empty for nearly every meter.
    private var losses: [Loss] = []
    /// Nil for a meter without rollovers.
    private var display: DisplayPhases?

    init(meter: Meter, source: EnergySource) {
        self.meter = meter
        self.source = source
        for span in meter.supply.withoutEnergy.spans { losses.append(loss(in: span)) }
        guard !meter.supply.rollovers.isEmpty else { return }
        display = DisplayPhases(meter.supply) { counted(at: $0).activeImport }
    }

    /// The least power, W or var, that a phase shows: 0.004 of a basic current of 5 A, at 1.1 times the nominal voltage.
    static func startingPower(nominalDecivolts: Int) -> Int64 {
        Int64((0.004 * 5 * 1.1 * Double(nominalDecivolts) / 10).rounded(.up))
    }

    var taken: Cascade { source.taken }
    var fedIn: Cascade? { source.fedIn }
    var grid: SlotGrid { source.grid }

    /// The energy without interruptions, mWh and mvarh.
    func unbroken(at instant: SimulatedInstant) -> Flows { source.energy(before: instant) }

    /// The energy that was supplied, mWh and mvarh.
    func supplied(at instant: SimulatedInstant) -> Flows {
        guard let loss = losses.last(where: { $0.span.start <= instant }) else { return unbroken(at: instant) }
        return loss.span.contains(instant) ? loss.suppliedBefore : unbroken(at: instant) - loss.lostThrough
    }

    private func loss(in span: Interruptions.Span) -> Loss {
        let suppliedBefore = supplied(at: span.start)
        let lostThrough = span.end.map { unbroken(at: $0) - suppliedBefore } ?? .zero
        return Loss(span: span, suppliedBefore: suppliedBefore, lostThrough: lostThrough)
    }

    /// Whole Wh and varh counted from the cascade's first slot: the supplied energy, times the factors of wrong transformers.
    func counted(at instant: SimulatedInstant) -> Registers {
        let errors = meter.supply.ratioErrors
        guard let first = errors.first, instant > first.instant else { return suppliedUnits(at: instant) }
        var counts = suppliedUnits(at: first.instant)
        for (index, error) in errors.enumerated() where error.instant < instant {
            let next = index + 1 < errors.count ? min(errors[index + 1].instant, instant) : instant
            let span = suppliedUnits(at: next) - suppliedUnits(at: error.instant)
            counts = counts + span.mapped { Int64((Double($0) * error.factor).rounded()) }
        }
        return counts
    }

    /// The largest ratio of a block's counted energy to its energy in the cascade; at least 1.
    var largestFactor: Double { meter.supply.ratioErrors.reduce(1) { max($0, $1.factor) } }

    /// The supplied energy in whole Wh and varh; constant before the meter's installation and after its removal.
    private func suppliedUnits(at instant: SimulatedInstant) -> Registers {
        supplied(at: meter.running(at: instant)).wholeUnits
    }

    private func registers(at instant: SimulatedInstant, counted: Registers) -> Registers {
        if let restart = meter.supply.lastRestart(by: instant) {
            return restart.registers + counted - self.counted(at: restart.instant)
        }
        guard let installed = meter.installed else { return counted }
        return counted - self.counted(at: installed)
    }

    /// The registers in Wh and varh as displayed, rollovers included; `counted` is what ``counted(at:)`` gives for the instant.
    func displayed(at instant: SimulatedInstant, counted: Registers) -> Registers {
        var shown = registers(at: instant, counted: counted)
        if let reading = display?.shown(counted.activeImport, at: instant) { shown.activeImport = reading }
        return shown
    }

    /// mWh and mvarh of the minute that holds the instant; interruptions do not count.
    func minute(at instant: SimulatedInstant) -> Flows {
        let flows = source.minute(at: instant)
        guard let error = meter.supply.ratioErrors.last(where: { $0.instant <= instant }) else { return flows }
        return flows.scaled(by: error.factor)
    }
}

/// An interruption and its effect on a meter's energy.
private struct Loss: Sendable {
    let span: Interruptions.Span
    /// Supplied until the span began; constant within it.
    let suppliedBefore: Flows
    /// Not supplied in this span and all spans before it; zero and unused while the span is open-ended.
    let lostThrough: Flows
}
