package import HESContract
import SimulationKernel

/// A push on its way to the broker: what it says is decided, its bytes are made outside any lock.
package struct Delivery: Sendable {
    /// Unique within the world; the acknowledgement names it.
    package let ticket: UInt64
    let message: PushMessage
    let plan: Plan
    let maker: RowMaker
    let zone: WorldZone
    let dialect: Dialect

    package var planID: PlanID { plan.id }
    package var topic: String { message.topic }
    /// MQTT quality of service, 0…2.
    package var qos: Int { message.qos }
    package var isRetained: Bool { message.isRetained }

    package var payload: [UInt8] {
        let part = message.parts.reduce(plan) { $0.part($1) }
        var push = part.push(maker, zone, dialect)
        if isSilentGap(push) { push.status = .success }
        for edit in message.edits { edit(&push) }
        return message.corruptions.reduce(push.json(dialect)) { bytes, corrupt in corrupt(bytes) }
    }

    /// A part without any row of a plan that has some, where gaps are not told.
    private func isSilentGap(_ part: Push) -> Bool {
        guard dialect.statusRule == .silentGaps, part.status == .failure, !message.parts.isEmpty else { return false }
        return plan.push(maker, zone, dialect).status != .failure
    }
}
