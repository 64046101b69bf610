import HESContract
import SimulationKernel

/// A plan whose reads have ended, with everything that its push is rendered from.
struct PlanResult: Sendable {
    let plan: Plan
    let maker: RowMaker
    let zone: WorldZone
    let dialect: Dialect

    /// Number of parts under a `pushParts` with several parts; a plan with fewer meters has one part for each.
    private static let dialectParts = 3

    /// The messages of the push in the dialect, before rules change them.
    func messages(to topic: String) -> [PushMessage] {
        var message = PushMessage(of: self, topic: topic)
        message.qos = Int(dialect.pushQoS.rawValue) ?? 1
        message.isRetained = dialect.pushRetain.isRetained
        let count = min(Self.dialectParts, plan.meters.count)
        guard dialect.pushParts.areSeveral, count > 1 else { return [message] }
        return (0..<count).map { index in
            var part = message
            part.parts = [PushMessage.Part(index: index, of: count)]
            part.splits = part.parts
            if dialect.pushParts.haveTopicsOfTheirOwn { part.topic += "/\(index + 1)" }
            return part
        }
    }

    /// Makes the push of these parts of the plan's meters; of the whole plan if `parts` is empty.
    func making(of parts: [PushMessage.Part]) -> PushMaking {
        PushMaking(of: parts.reduce(plan) { $0.part($1) }, by: maker, in: zone, dialect: dialect)
    }

    /// The push of these parts as the dialect tells of it.
    func told(_ made: Push, of parts: [PushMessage.Part]) -> Push {
        var push = made
        if isSilentGap(push, of: parts) { push.status = .success }
        return push
    }

    /// Whether a part has no row, its plan has some, and the dialect does not report gaps.
    private func isSilentGap(_ part: Push, of parts: [PushMessage.Part]) -> Bool {
        guard dialect.statusRule == .silentGaps, part.status == .failure, !parts.isEmpty else { return false }
        return plan.push(by: maker, in: zone, dialect: dialect).status != .failure
    }
}
