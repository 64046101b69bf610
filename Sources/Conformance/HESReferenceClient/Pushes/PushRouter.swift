import Logging
import MQTTClient
import Synchronization

/// Assigns pushes to plans, by the payload's planId alone.
final class PushRouter: Sendable {
    private struct OpenPlan {
        var progress: PlanProgress
        var changed: Promise<Void>?
    }

    private struct State {
        var plans: [String: OpenPlan] = [:]
        var early = EarlyPushes()
        var ended: [String: PlanProgress] = [:]
        /// Of `ended`, oldest first.
        var endedOrder: [String] = []
        /// With a defect: no push is read any more.
        var isDead = false
    }

    private let state = Mutex(State())
    private let defects: Defects
    private let settleLimit: Duration
    private let onLate: @Sendable (PlanProgress, ReceivedPush) -> Void
    private let logger: Logger

    /// `onLate` is called with pushes of plans that are closed.
    init(
        settleLimit: Duration,
        defects: Defects,
        logger: Logger,
        onLate: @escaping @Sendable (PlanProgress, ReceivedPush) -> Void
    ) {
        self.settleLimit = settleLimit
        self.defects = defects
        self.logger = logger
        self.onLate = onLate
    }

    /// Takes a message from any thread.
    func arrived(_ message: MQTTMessage) {
        guard let push = ReceivedPush(payload: message.payload, topic: message.topic) else {
            let size = "\(message.payload.count)"
            logger.notice("Push ignored: no result", metadata: ["mqtt.topic": "\(message.topic)", "bytes": "\(size)"])
            if defects.contains(.diesOnMalformedPush) { state.withLock { $0.isDead = true } }
            return
        }
        deliver(push, isRetained: message.isRetained)
    }

    private func deliver(_ push: ReceivedPush, isRetained: Bool) {
        let (changed, late) = state.withLock { state -> (Promise<Void>?, PlanProgress?) in
            guard !state.isDead else { return (nil, nil) }
            let push = attributed(push, isRetained: isRetained, in: state)
            if let plan = state.plans[push.planID] {
                if isOver(plan.progress) { return (nil, nil) }
                state.plans[push.planID]?.progress.merge(push)
                defer { state.plans[push.planID]?.changed = nil }
                return (state.plans[push.planID]?.changed, nil)
            }
            if let plan = state.ended[push.planID] { return (nil, plan) }
            // The broker retained it from earlier: it is of no plan that is still to come.
            guard !isRetained || push.planID == Self.ofNext, !defects.contains(.dropsEarlyPush) else {
                return (nil, nil)
            }
            let dropped = state.early.keep(push)
            if dropped > 0 { logger.warning("Early pushes dropped", metadata: ["count": "\(dropped)"]) }
            return (nil, nil)
        }
        changed?.succeed()
        if let late { onLate(late, push) }
    }

    /// Merges pushes of the plan from now on, beginning with those that came early.
    func open(_ plan: PlanProgress) {
        state.withLock { state in
            var progress = plan
            for push in state.early.take(Self.ofNext) + state.early.take(plan.planID) where !isOver(progress) {
                progress.merge(push)
            }
            state.plans[plan.planID] = OpenPlan(progress: progress, changed: nil)
        }
    }

    /// Waits until the plan's result is complete or the time is over, and closes the plan.
    func result(of planID: String, within limit: Duration) async -> PlanProgress? {
        let end = ContinuousClock.now + limit
        while !Task.isCancelled {
            let (standing, changed) = watch(planID)
            guard let changed, standing != .complete else { break }
            let rest = ContinuousClock.now.duration(to: end)
            let patience = standing == .settling ? min(rest, settleLimit) : rest
            guard patience > .zero, await value(of: changed, within: patience) != nil else { break }
        }
        return close(planID)
    }

    private func watch(_ planID: String) -> (PlanProgress.Standing, Promise<Void>?) {
        state.withLock { state in
            guard let plan = state.plans[planID] else { return (.complete, nil) }
            let changed = Promise<Void>()
            state.plans[planID]?.changed = changed
            let standing = plan.progress.standing
            return (standing != .complete && isOver(plan.progress) ? .complete : standing, changed)
        }
    }

    private func close(_ planID: String) -> PlanProgress? {
        state.withLock { state in
            guard let plan = state.plans.removeValue(forKey: planID) else { return nil }
            var ended = PlanProgress(planID: planID, subject: plan.progress.subject, meters: plan.progress.meters)
            ended.cgcode = plan.progress.cgcode
            ended.wasAnswered = plan.progress.hasCome
            state.ended[planID] = ended
            state.endedOrder.append(planID)
            if state.endedOrder.count > Self.mostEnded { state.ended[state.endedOrder.removeFirst()] = nil }
            return plan.progress
        }
    }

    /// With a defect: the plan that a push is taken to be of.
    private func attributed(_ push: ReceivedPush, isRetained: Bool, in state: State) -> ReceivedPush {
        var push = push
        // Identifiers of plans increase.
        let first = state.plans.filter { !$0.value.progress.hasCome }.keys.min()
        if let first, first != push.planID, defects.contains(.fifoCorrelation) { push.planID = first }
        guard state.plans[push.planID] == nil else { return push }
        let last = state.plans.keys.max()
        if let last, defects.contains(.attributesToLastPlan) { push.planID = last }
        if isRetained, defects.contains(.takesRetained) { push.planID = last ?? Self.ofNext }
        return push
    }

    /// With a defect: whether further pushes of the plan are ignored.
    private func isOver(_ progress: PlanProgress) -> Bool {
        guard progress.hasCome else { return false }
        if defects.contains(.firstPartOnly) { return true }
        return progress.status == "00" && defects.contains(.firstStatusFinal)
    }

    /// Stands for the planId of a push that is kept for the next plan.
    private static let ofNext = "next"

    /// Most closed plans whose late results are still recognised.
    private static let mostEnded = 4096
}
