import BinaryCoding
import HESContract
import SimulationKernel

/// The records of the last plans that ended, and the number of all that ended.
struct EndedPlans: Sendable {
    private static let capacity = 10_000
    /// The most meter numbers that the records hold on to; beyond it the oldest tell no meters any more.
    private static let heaviest = 1_000_000
    /// Why the plans of a restarted head-end have no result.
    static let forgotten = "the head-end forgot the plan"

    private var plans: [PlanID: PlanRecord] = [:]
    /// A ring, in the order in which the plans ended.
    private var order: [PlanID] = []
    private var oldest = 0
    /// How many of the oldest tell no meters any more.
    private var lightenedCount = 0
    private var weight = 0
    /// Over the world's life.
    private(set) var publishedCount = 0
    private(set) var failedCount = 0

    subscript(id: PlanID) -> PlanRecord? { plans[id] }

    mutating func add(_ plan: Plan, as phase: Plan.Phase, at now: SimulatedInstant) {
        var record = PlanRecord(plan)
        (record.phase, record.endedAt) = (.published, now)
        remember(record)
        if phase == .failed { fail(plan.id, because: Self.forgotten, at: now) } else { publishedCount += 1 }
    }

    /// The push of a plan that ended was lost; a second loss counts no more while the plan is remembered.
    mutating func fail(_ id: PlanID, because reason: String, at now: SimulatedInstant) {
        guard plans[id]?.phase != .failed else { return }
        plans[id]?.phase = .failed
        plans[id]?.reason = reason
        plans[id]?.endedAt = now
        failedCount += 1
    }

    /// The newest first.
    func newest(atMost limit: Int, where holds: (Endpoint, Plan.Phase) -> Bool) -> [PlanRecord] {
        var found: [PlanRecord] = []
        for id in (order[oldest...] + order[..<oldest]).reversed() where found.count < limit {
            if let plan = plans[id], holds(plan.endpoint, plan.phase) { found.append(plan) }
        }
        return found
    }

    private mutating func remember(_ record: PlanRecord) {
        plans[record.id] = record
        weight += record.weight
        if order.count < Self.capacity {
            order.append(record.id)
        } else {
            forgetOldest(for: record.id)
        }
        while weight > Self.heaviest, lightenedCount < order.count - 1 { lightenNext() }
        assert(plans.count == order.count, "every ended plan has one place in the ring")
    }

    private mutating func forgetOldest(for id: PlanID) {
        weight -= plans.removeValue(forKey: order[oldest])?.weight ?? 0
        order[oldest] = id
        oldest = (oldest + 1) % Self.capacity
        lightenedCount = max(0, lightenedCount - 1)
    }

    private mutating func lightenNext() {
        let id = order[(oldest + lightenedCount) % order.count]
        weight -= plans[id]?.weight ?? 0
        plans[id]?.devAddrs = nil
        plans[id]?.failed = []
        lightenedCount += 1
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
            remember(try reader.planRecord(PlanID(ordinal: ordinal, form: try reader.planIDForm())))
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
            writer.write(form: id.form)
            last = id.ordinal
            writer.write(plan)
        }
        var container = encoder.singleValueContainer()
        try container.encode(writer.bytes)
    }
}
