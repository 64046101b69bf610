import HESContract
import SimulationKernel

/// A plan whose reads have ended, with everything that its push is rendered from.
///
/// A class, so that a message, of which there are several copies between the decision and the broker, refers to it; as a
/// structure it took some fifty reference counts in each copy.
final class PlanResult: Sendable {
    let plan: Plan
    let maker: RowMaker
    let zone: WorldZone
    let dialect: Dialect

    init(plan: Plan, maker: RowMaker, zone: WorldZone, dialect: Dialect) {
        (self.plan, self.maker, self.zone, self.dialect) = (plan, maker, zone, dialect)
    }

    /// Number of parts under a `pushParts` with several parts; a plan with fewer meters has one part for each.
    private static let dialectParts = 3

    /// The messages of the push in the dialect, before limits and rules change them.
    func messages(to topic: String) -> [PushMessage] {
        let own = dialect.pushParts.isWholeBelow ? Dialect.subtopic(ofPart: 0, below: topic) : topic
        var message = PushMessage(of: self, topic: own)
        message.qos = Int(dialect.pushQoS.rawValue) ?? 1
        message.isRetained = dialect.pushRetain.isRetained
        if let unit = plan.unit, unit.count > 1 { message.splits = [unit] }
        let count = min(Self.dialectParts, plan.meters.count)
        guard dialect.pushParts.areSeveral, count > 1 else { return [message] }
        return (0..<count).map { index in
            var part = message
            part.parts = [PushMessage.Part(index: index, of: count)]
            part.splits = part.parts
            if dialect.pushParts.haveTopicsOfTheirOwn { part.topic = Dialect.subtopic(ofPart: index, below: topic) }
            return part
        }
    }

    /// Makes the push of these parts of the plan's meters; of the whole plan if `parts` is empty.
    func making(of parts: [PushMessage.Part]) -> PushMaking {
        making(ofPart: parts.reduce(plan) { $0.part($1) })
    }

    func making(ofPart part: Plan) -> PushMaking {
        PushMaking(of: part, by: maker, in: zone, dialect: dialect)
    }

    /// The push of these parts as the dialect tells of it.
    func told(_ made: Push, of parts: [PushMessage.Part]) -> Push {
        var push = made
        if isSilentGap(push, of: parts) { push.status = .success }
        return push
    }

    /// Whether a part has no row, its plan has some, and the dialect does not report gaps.
    func isSilentGap(_ part: Push, of parts: [PushMessage.Part]) -> Bool {
        guard dialect.statusRule == .silentGaps, part.status == .failure else { return false }
        if plan.isBesideAnswered { return true }
        guard !parts.isEmpty else { return false }
        var whole = making(ofPart: plan)
        _ = whole.judge()
        return whole.status != .failure
    }
}
