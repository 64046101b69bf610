import BinaryCoding
import HESContract

/// Endpoint and phase of the last plans that ended, without their meters, and the number of all that ended.
struct EndedPlans: Sendable {
    private static let capacity = 10_000

    private var plans: [PlanID: (endpoint: Endpoint, phase: Plan.Phase)] = [:]
    /// A ring, in the order in which the plans ended.
    private var order: [PlanID] = []
    private var oldest = 0
    /// Over the world's life.
    private(set) var publishedCount = 0
    private(set) var failedCount = 0

    subscript(id: PlanID) -> (endpoint: Endpoint, phase: Plan.Phase)? { plans[id] }

    mutating func addPublished(_ plan: Plan) {
        remember(plan)
        publishedCount += 1
    }

    mutating func addFailed(_ plan: Plan) {
        remember(plan)
        fail(plan.id)
    }

    /// The push of a plan that ended was lost; a second loss counts no more while the plan is remembered.
    mutating func fail(_ id: PlanID) {
        guard plans[id]?.phase != .failed else { return }
        plans[id]?.phase = .failed
        failedCount += 1
    }

    private mutating func remember(_ plan: Plan) {
        remember(plan.id, endpoint: plan.endpoint, phase: .published)
    }

    private mutating func remember(_ id: PlanID, endpoint: Endpoint, phase: Plan.Phase) {
        plans[id] = (endpoint, phase)
        if order.count < Self.capacity {
            order.append(id)
        } else {
            plans[order[oldest]] = nil
            order[oldest] = id
            oldest = (oldest + 1) % Self.capacity
        }
        assert(plans.count == order.count, "every ended plan has one place in the ring")
    }
}

/// Packed by hand, as there are up to ``capacity``: the oldest first, then the counts.
extension EndedPlans: Codable {
    init(from decoder: any Decoder) throws {
        let reader = BinaryReader(try decoder.singleValueContainer().decode([UInt8].self))
        (publishedCount, failedCount) = (Int(try reader.signed()), Int(try reader.signed()))
        var ordinal: Int64 = 0
        while !reader.isAtEnd {
            ordinal &+= try reader.signed()
            guard let endpoint = Endpoint(rawValue: try reader.name()),
                let phase = Plan.Phase(rawValue: try reader.name())
            else { throw reader.failure("no endpoint or phase") }
            remember(PlanID(ordinal: ordinal), endpoint: endpoint, phase: phase)
        }
    }

    func encode(to encoder: any Encoder) throws {
        let writer = BinaryWriter()
        writer.write(Int64(publishedCount))
        writer.write(Int64(failedCount))
        var last: Int64 = 0
        for id in order[oldest...] + order[..<oldest] {
            guard let plan = plans[id] else { continue }
            writer.write(id.ordinal - last)
            last = id.ordinal
            writer.write(name: plan.endpoint.rawValue)
            writer.write(name: plan.phase.rawValue)
        }
        var container = encoder.singleValueContainer()
        try container.encode(writer.bytes)
    }
}
