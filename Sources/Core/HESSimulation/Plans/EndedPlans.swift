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
        plans[plan.id] = (plan.endpoint, .published)
        if order.count < Self.capacity {
            order.append(plan.id)
        } else {
            plans[order[oldest]] = nil
            order[oldest] = plan.id
            oldest = (oldest + 1) % Self.capacity
        }
        assert(plans.count == order.count, "every ended plan has one place in the ring")
    }
}

extension EndedPlans {
    /// What a snapshot holds of it.
    struct Saved: Codable {
        fileprivate struct Ended: Codable {
            let id: PlanID
            let endpoint: Endpoint
            let phase: Plan.Phase
        }

        /// Oldest first.
        fileprivate let plans: [Ended]
        fileprivate let publishedCount: Int
        fileprivate let failedCount: Int
    }

    var saved: Saved {
        let inOrder = order[oldest...] + order[..<oldest]
        let ended = inOrder.compactMap { id in
            plans[id].map { Saved.Ended(id: id, endpoint: $0.endpoint, phase: $0.phase) }
        }
        return Saved(plans: ended, publishedCount: publishedCount, failedCount: failedCount)
    }

    init(_ saved: Saved) {
        for ended in saved.plans.suffix(Self.capacity) {
            order.append(ended.id)
            plans[ended.id] = (ended.endpoint, ended.phase)
        }
        (publishedCount, failedCount) = (saved.publishedCount, saved.failedCount)
    }
}
