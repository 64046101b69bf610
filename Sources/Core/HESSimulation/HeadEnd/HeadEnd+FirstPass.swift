import HESContract
import SimulationKernel

/// Meters that a link does not reach at the first attempt of an hour.
extension HeadEnd {
    /// Why a read that begins at `start` and meets no other obstacle fails; nil if it does not.
    mutating func missedPass(
        of devAddr: String,
        inDCU dcu: Int,
        by pass: FirstPass?,
        at start: SimulatedInstant,
        in plan: PlanID
    ) -> ReadFailure? {
        guard isMissed(devAddr, inDCU: dcu, by: pass, at: start, in: plan) else { return nil }
        plans.meetMiss(of: devAddr, inHour: hour(of: start), by: plan, present: hour(of: now))
        return .missedPass
    }

    /// Whether a read that begins at `start` would miss the meter; nil as `pass` means a link that always reaches the
    /// meter, nil as `plan` a plan that is to come.
    func isMissed(
        _ devAddr: String,
        inDCU dcu: Int,
        by pass: FirstPass?,
        at start: SimulatedInstant,
        in plan: PlanID? = nil
    ) -> Bool {
        guard let pass else { return false }
        let hour = hour(of: start)
        return pass.misses(devAddr, behind: plant.dcus[dcu].dcuNo, inHour: hour, seed: configuration.seed)
            && plans.missedPasses.isOpen(devAddr, inHour: hour, for: plan)
    }

    /// Counts the hours of the wall clock.
    private func hour(of instant: SimulatedInstant) -> Int64 {
        let wall = configuration.zone.civilTime(at: instant).millisecondsOnWall
        return (wall - (wall % 3_600_000 + 3_600_000) % 3_600_000) / 3_600_000
    }
}
