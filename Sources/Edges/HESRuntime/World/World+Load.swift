import HESContract
package import HESSimulation
import Logging

/// What happens when more waits to be pushed than the limits allow.
extension World {
    /// Due pushes of this world that wait to be rendered or acknowledged.
    package var load: PushLoad { workers.load(ofWorld: key).own }

    /// The number of its pushes, and its commands to the broker, that are due and not rendered.
    package var waitingPushCount: Int { workers.waitingCount(ofWorld: key) }

    /// Decides about a call, or refuses it because too much waits.
    ///
    /// A world whose clock stands still never refuses: what it decides depends on its inputs alone. Called under the lock.
    func decide(
        _ request: DecodedRequest,
        at wall: ContinuousClock.Instant,
        in state: inout WorldState
    ) -> Decision {
        let now = state.clock.now(wall: wall)
        guard state.clock.mode.speed > 0, let rejection = overload(by: request, of: state.headEnd) else {
            var decision = state.headEnd.decide(request, at: now, mayHold: !state.hasEnded)
            noteWait(of: &decision, at: wall, in: &state)
            return decision
        }
        services.metrics.countRefusal()
        if state.mayLogRefusal(at: wall) {
            services.logger.warning(
                "Calls refused: too much waits to be pushed; call less often, or raise limits.maxWaitingRows or maxWaitingBytes",
                metadata: ["tenant": "\(tenantCode)", "waiting": "\(rejection.actual)"]
            )
        }
        return state.headEnd.refuse(request, with: rejection, at: now)
    }

    /// Tells the client of an accepted plan that its clock stands still, or gives it time to subscribe before the clock leaps.
    private func noteWait(of decision: inout Decision, at wall: ContinuousClock.Instant, in state: inout WorldState) {
        guard case .ready(.plan(let planID, _)) = decision.reply, !decision.isPushDue else { return }
        switch state.clock.mode {
        case .manual: decision.waitsForClock = !surroundings.movesClock
        case .auto:
            let topics = state.headEnd.configuration.topics(of: planID, endpoint: decision.endpoint)
            state.unheard.add(topics, at: wall)
        case .real, .scaled: break
        }
    }

    private func overload(by request: DecodedRequest, of headEnd: borrowing HeadEnd) -> Rejection? {
        guard request.endpoint.makesPlan else { return nil }
        let (own, all) = workers.load(ofWorld: key)
        return headEnd.overload(by: request, waiting: own, inAll: all, within: RenderWorkers.limit)
    }

    /// Sends an answer that is not held, and has its push follow it.
    func leave(_ reply: HeldReply) {
        if reply.decision.answerRowCount > Self.mostRowsOnThisThread {
            workers.append(rows: reply.decision.answerRowCount, to: .answers(world: key)) { [self] in release(reply) }
            workers.flush(.answers(world: key))
        } else if reply.decision.isPushDue, isOverloaded {
            output.enqueue { [self] in
                release(reply)
                runDue()
            }
        } else {
            release(reply)
            if reply.decision.isPushDue { runDue() }
        }
    }

    /// Whether a client must wait until what is due is rendered: on a clock that stands still no call is refused, so the
    /// answers of plans that are pushed at once wait instead.
    private var isOverloaded: Bool {
        let (own, all) = workers.load(ofWorld: key)
        return own.rows > waitingLimit.rows || all.rows > RenderWorkers.limit.rows
    }

    /// An answer of more rows than a page has by default is not rendered on an event loop.
    private static let mostRowsOnThisThread = 1000
}
