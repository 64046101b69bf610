package import HESContract
import SimulationKernel

/// A push on its way to the broker: what it says is decided, its bytes are made outside any lock.
package struct Delivery: Sendable {
    /// Unique within the world; the acknowledgement names it.
    package let ticket: UInt64
    package let topic: String
    /// MQTT quality of service, 0…2.
    package var qos = 1
    package var isRetained = false
    let plan: Plan
    let maker: RowMaker
    let zone: WorldZone

    package var planID: PlanID { plan.id }

    package var payload: [UInt8] {
        plan.push(maker, zone).json
    }
}
