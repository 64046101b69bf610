import SimulationKernel

package enum DemandReset: Sendable { case month, day }

/// The quarter hours over which a maximum is taken: from the start of the month or day to the last block that has ended.
struct BillingPeriod: Hashable, Sendable {
    struct Start: Hashable, Sendable {
        /// Start of the month or day, or the later instant at which the meter was installed or its registers restarted.
        let instant: SimulatedInstant
        /// The block that holds `instant`; it may have begun before, and only what follows counts.
        let slot: Int
    }

    let start: Start
    /// The slot after the last block; not after `start.slot` if no block has ended.
    let end: Int
}

extension MeterModel {
    /// The month (or day) that holds `instant`; frozen at its start, the one that closes, because the row is taken before the reset.
    func billingPeriod(of meter: Meter, at instant: SimulatedInstant, isFrozen: Bool) -> BillingPeriod {
        let within = isFrozen ? instant - .milliseconds(1) : instant
        let date = zone.date(at: within)
        let reset = zone.startOfDay(demandReset == .month ? date.firstOfMonth() : date)
        let restart = meter.supply.lastRestart(by: within)?.instant ?? reset
        let start = max(reset, restart, meter.installed ?? reset)
        return BillingPeriod(
            start: BillingPeriod.Start(instant: start, slot: grid.slot(at: start)),
            end: grid.slot(at: meter.removed.map { min($0, instant) } ?? instant)
        )
    }

    /// The largest demands of a meter in its billing period at `instant`, in W or var.
    func demand(
        _ subject: DemandSubject,
        of meter: Meter,
        at instant: SimulatedInstant,
        isFrozen: Bool
    ) -> DemandSearch {
        let period = billingPeriod(of: meter, at: instant, isFrozen: isFrozen)
        let consumption = consumption(of: meter)
        var search = DemandSearch(subject, of: consumption, from: period.start, tariffs: tariffs)
        search.prolong(to: period.end, of: consumption)
        return search
    }
}

extension Consumption {
    /// The energy, Wh and varh, of a block that counts only in part: the difference of its registers, so that it agrees with
    /// the load profile to the last digit; nil if the whole quarter hour counts.
    func printedBlock(_ slot: Int, since start: SimulatedInstant) -> EnergyPair? {
        let (low, high) = (grid.start(ofSlot: slot), grid.start(ofSlot: slot + 1))
        let isScaled = meter.supply.ratioErrors.first.map { $0.instant < high } ?? false
        guard isScaled || start > low || meter.supply.withoutEnergy.overlaps(from: low, until: high) else { return nil }
        let difference = counted(at: high) - counted(at: max(low, start))
        return EnergyPair(active: difference.activeImport, reactive: difference.reactiveImport)
    }
}
