import HESContract
import HESMeterModel
import SimulationKernel

/// The changes of one meter since the world's start; an unchanged meter has no `MeterChange`.
struct MeterChange: Codable, Sendable {
    var membership: Membership?
    var supply = SupplyRecord()
    var collection: [CollectionPeriod]
    /// Freezes that real-time reads added to history, by the composite that was read.
    @InKeyOrder var filled: [Cgcode: FilledFreezes] = [:]
    /// Set for a meter outside every group, which addArchive or an event added.
    var traitsOfAdded: MeterTraits?
    /// Overrides the instant of its group.
    var installed: SimulatedInstant?
    var removed: SimulatedInstant?
    /// Whether pressing the meter's button closes its breaker.
    var isArmed = false
    var corrections: [ValueCorrection] = []
}
