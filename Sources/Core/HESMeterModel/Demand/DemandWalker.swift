package import SimulationKernel

/// The maxima of one meter's billing periods for many instants; in ascending order, each block is searched once.
///
/// Gives the same values as ``MeterModel``, in any order of instants; it searches anew when another demand is asked for.
package struct DemandWalker: Sendable {
    private let model: MeterModel
    private let consumption: Consumption
    private var search: DemandSearch?
    /// Where the search has come to.
    private var end = Int.max

    package init(_ model: MeterModel, meter: Meter) {
        self.model = model
        consumption = model.consumption(of: meter)
    }

    /// For the meter of `profile` and in its model, without the cost of finding the meter's consumption again.
    package init(beside profile: ProfileWalker) {
        model = profile.model
        consumption = profile.consumption
    }

    /// W so far in a tariff, 1 to 4, or the largest of the four; frozen at the start of a month it is the closing month's.
    package mutating func activeDemand(
        inTariff tariff: Int?,
        at instant: SimulatedInstant,
        isFrozen: Bool = true
    ) -> Int64 {
        maxima(.active(inTariff: tariff), at: instant, isFrozen: isFrozen).max()
    }

    /// W of a frozen billing row: the largest of all tariffs, then those of tariffs 1–3.
    package mutating func billedDemand(at instant: SimulatedInstant) -> SIMD4<Int64> {
        let found = maxima(.billed, at: instant, isFrozen: true)
        return SIMD4(found.max(), found[0], found[1], found[2])
    }

    /// var so far, over all tariffs.
    package mutating func reactiveDemand(at instant: SimulatedInstant, isFrozen: Bool = true) -> Int64 {
        maxima(.reactive, at: instant, isFrozen: isFrozen)[0]
    }

    private mutating func maxima(
        _ subject: DemandSubject,
        at instant: SimulatedInstant,
        isFrozen: Bool
    ) -> SIMD4<Int64> {
        let period = model.billingPeriod(of: consumption.meter, at: instant, isFrozen: isFrozen)
        if search?.subject != subject || search?.start != period.start || end > period.end {
            search = DemandSearch(subject, of: consumption, from: period.start, tariffs: model.tariffs)
        }
        end = period.end
        search?.prolong(to: end, of: consumption)
        return search?.found ?? .zero
    }
}
