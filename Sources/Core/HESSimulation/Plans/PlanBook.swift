package import HESContract
import SimulationKernel

/// The plans in flight, and the last ones that ended, for whoever asks about them.
package struct PlanBook: Sendable {
    /// Ended plans are remembered without their meters.
    private static let endedCapacity = 10_000

    package internal(set) var inFlight: [PlanID: Plan] = [:]
    private var ended: [PlanID: (endpoint: Endpoint, phase: Plan.Phase)] = [:]
    private var endedOrder: [PlanID] = []
    private var nextForgotten = 0
    /// Over the world's life.
    package private(set) var publishedCount = 0
    package private(set) var failedCount = 0

    package var inFlightCount: Int { inFlight.count }

    /// Takes a plan out that has been published.
    mutating func end(_ id: PlanID) -> Plan? {
        guard let plan = inFlight.removeValue(forKey: id) else { return nil }
        remember(id, plan.endpoint)
        publishedCount += 1
        return plan
    }

    /// What a meter's read is for; nil where it is no longer waited for.
    ///
    /// The plan itself is not handed out: a copy at hand would make the next change of its meters copy them all.
    func pending(_ id: PlanID, _ position: Int) -> (devAddr: String, work: Plan.Work)? {
        guard let index = inFlight.index(forKey: id), case .pending = inFlight.values[index].meters[position].outcome
        else { return nil }
        let devAddr = inFlight.values[index].meters[position].devAddr
        return (devAddr, inFlight.values[index].work)
    }

    /// - Returns: whether it was the last meter that was waited for.
    mutating func settle(
        _ id: PlanID,
        _ position: Int,
        _ outcome: PlannedMeter.Outcome,
        at instant: SimulatedInstant
    ) -> Bool {
        guard let index = inFlight.index(forKey: id) else { return false }
        inFlight.values[index].meters[position].outcome = outcome
        inFlight.values[index].pendingCount -= 1
        inFlight.values[index].readUntil = instant
        return inFlight.values[index].pendingCount == 0
    }

    /// Notes that a plan's push was lost.
    mutating func fail(_ id: PlanID) {
        guard ended[id]?.phase != .failed else { return }
        ended[id]?.phase = .failed
        failedCount += 1
    }

    /// Forgets what is in flight, as a restarted head-end does; in the order of the names.
    mutating func forgetAll() -> [Plan] {
        let forgotten = inFlight.keys.sorted().compactMap { inFlight[$0] }
        inFlight = [:]
        for plan in forgotten {
            remember(plan.id, plan.endpoint)
            fail(plan.id)
        }
        return forgotten
    }

    package func phase(of id: PlanID) -> Plan.Phase? {
        inFlight[id]?.phase ?? ended[id]?.phase
    }

    package func endpoint(of id: PlanID) -> Endpoint? {
        inFlight[id]?.endpoint ?? ended[id]?.endpoint
    }

    private mutating func remember(_ id: PlanID, _ endpoint: Endpoint) {
        ended[id] = (endpoint, .published)
        if endedOrder.count < Self.endedCapacity {
            endedOrder.append(id)
        } else {
            ended[endedOrder[nextForgotten]] = nil
            endedOrder[nextForgotten] = id
            nextForgotten = (nextForgotten + 1) % Self.endedCapacity
        }
    }
}
