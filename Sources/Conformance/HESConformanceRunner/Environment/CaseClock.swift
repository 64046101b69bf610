import HESConformance
import HESContract
import HESRuntime
import HESSimulation
import SimulationKernel
import Synchronization

/// Moves a case's clock to the next event while a result is on its way, so that no real time passes for meters.
///
/// It stands still while no plan, reply or push is due, and lets a push wait for its subscriber (§4.1 of the document makes
/// clients subscribe after the call).
final class CaseClock: Sendable {
    private let environment: CaseEnvironment
    private let isOver = Mutex(false)

    init(_ environment: CaseEnvironment) { self.environment = environment }

    func stop() {
        // Before the wake-up, so that the loop sees it.
        isOver.withLock { $0 = true }
        environment.watch.wake()
    }

    func run() async {
        await withDiscardingTaskGroup { group in
            while !isOver.withLock({ $0 }), !Task.isCancelled {
                switch next() {
                case .to(let instant): _ = try? await environment.world.command(.set(instant), patience: .seconds(10))
                case .nothing: await environment.watch.nextChange()
                case .notBefore(let deadline):
                    group.addTask {
                        try? await Task.sleep(until: deadline, clock: .continuous)
                        self.environment.watch.wake()
                    }
                    await environment.watch.nextChange()
                }
            }
            // Ends the sleeps, for which the group waits.
            group.cancelAll()
        }
    }

    private enum Move {
        case to(SimulatedInstant)
        case nothing
        /// Not before the deadline, unless something changes.
        case notBefore(ContinuousClock.Instant)
    }

    /// The move to the next event, once the latest deadline of all plans and held answers is over: the event may be of any of
    /// them.
    private func next() -> Move {
        let heldCount = environment.plan.timeFlows ? 0 : environment.world.heldReplyCount
        let (instant, plans, hasMessages) = environment.world.read { headEnd, _ in
            (headEnd.nextEvent, headEnd.plans.inFlight.values.map { ($0.id, $0.endpoint) }, headEnd.pushes.hasDelayed)
        }
        guard let instant, !plans.isEmpty || heldCount > 0 || hasMessages else { return .nothing }
        var deadlines: [ContinuousClock.Instant] = []
        for (id, endpoint) in plans {
            guard let answered = environment.watch.instantOfAnswer(id.description) else {
                // Its answer is about to leave, unless the scenario holds it back until the push has gone.
                if heldCount == 0 { return .nothing }
                continue
            }
            deadlines.append(
                answered + (isAwaited(id, of: endpoint) ? environment.plan.headStart : environment.plan.patience)
            )
        }
        if instant - environment.world.now > EnvironmentPlan.longestLeap {
            switch environment.plan.longLeaps {
            case .atOnce: break
            case .afterASecond: deadlines.append(environment.watch.lastSign + environment.plan.leapPause)
            case .byStepAlone: return .nothing
            }
        }
        if heldCount > 0 {
            if let unheard = environment.watch.oldestUnheard { deadlines.append(unheard + environment.plan.patience) }
            if let heard = environment.watch.lastHeard { deadlines.append(heard + environment.plan.digestion) }
        }
        guard let last = deadlines.max(), last > .now else { return .to(instant) }
        return .notBefore(last)
    }

    private func isAwaited(_ id: PlanID, of endpoint: Endpoint) -> Bool {
        guard environment.plan.waitsForSubscription else { return true }
        let configuration = environment.world.read { headEnd, _ in headEnd.configuration }
        return configuration.topics(of: id, endpoint: endpoint).contains(where: environment.watch.isSubscribed)
    }
}
