package import SimulationKernel

/// The month's maxima of one meter for many instants; in ascending order, each block is read once.
///
/// Gives the same values as ``MeterModel``, in any order of instants.
package struct DemandWalker: Sendable {
    private let model: MeterModel
    private let consumption: Consumption
    private var walker: CascadeWalker
    private var period = BillingPeriod(start: SimulatedInstant(milliseconds: .min), slots: 0..<0)
    private var soFar = MaximumDemand()

    package init(_ model: MeterModel, meter: Meter) {
        self.model = model
        consumption = model.consumption(of: meter)
        walker = CascadeWalker(consumption.taken)
    }

    /// The maxima so far; frozen ones at the start of a month are those of the closing month.
    package mutating func maximumDemand(at instant: SimulatedInstant, isFrozen: Bool = true) -> MaximumDemand {
        let asked = model.billingPeriod(of: consumption.meter, at: instant, isFrozen: isFrozen)
        var first = period.slots.upperBound
        if asked.start != period.start || asked.slots.upperBound < first {
            soFar = MaximumDemand()
            first = asked.slots.lowerBound
        }
        for slot in first..<asked.slots.upperBound { include(slot, since: asked.start) }
        period = asked
        return soFar
    }

    private mutating func include(_ slot: Int, since start: SimulatedInstant) {
        let block = consumption.printedBlock(slot, since: start) ?? walker.leaf(slot).energy
        let place = model.tariffs.tariff(inSlot: model.grid.slotOfDay(slot)) - 1
        soFar.active.tariffs[place] = max(soFar.active.tariffs[place], 4 * block.active)
        soFar.reactive = max(soFar.reactive, 4 * block.reactive)
    }
}
