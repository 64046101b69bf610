import HESContract
import HESMeterModel
import SimulationKernel

/// What has changed about one meter since the world's start; unchanged meters have none.
struct MeterChange: Sendable {
    var membership: Membership?
    var supply = SupplyRecord()
    var collection: [CollectionPeriod]
    /// Freezes that real-time reads brought into history, by the composite that was read.
    var filled: [Cgcode: FilledFreezes] = [:]
    /// Set for a meter outside every group: addArchive or an event added it.
    var traitsOfAdded: MeterTraits?
    /// Replaces the instant of its group.
    var installed: SimulatedInstant?
    var removed: SimulatedInstant?
    /// Closes its breaker when its button is pressed.
    var isArmed = false
    var corrections: [ValueCorrection] = []
}
