package import HESContract
import HESSimulation
import SimulationKernel
import Synchronization

extension World {
    /// Answers a call, at once unless the scenario delays it.
    ///
    /// `send` is called on this thread, the pacer's or the broker's: once, and again for each further chunk of an answer in
    /// chunks.
    package func answer(_ request: DecodedRequest, send: @escaping ReplySender) {
        let decision: Decision? = act { state, wall in
            let decision = state.headEnd.handle(request, at: state.clock.now(wall: wall))
            notify(of: decision, on: request)
            record(request, decided: decision, at: state.headEnd.now, hasFaults: !state.headEnd.rules.isEmpty)
            guard !state.hasEnded, let number = state.headEnd.hold(decision) else {
                return (decision, decision.effects)
            }
            let held = HeldReply(decision: decision, endpoint: request.endpoint, send: send)
            state.replies.hold(held, number: number)
            return (nil, decision.effects)
        }
        guard let decision else { return }
        release(HeldReply(decision: decision, endpoint: request.endpoint, send: send))
        // The plan's push is due at once; it follows its answer.
        if dialect.pushTiming.isImmediate { runDue() }
    }

    /// Renders an answer and sends it, or the beginning of one that comes in chunks.
    func release(_ held: HeldReply) {
        guard let rest = begin(held) else { return }
        let isBegun = act { state, _ in
            guard !state.hasEnded else { return (false, []) }
            let number = state.headEnd.holdReply(until: state.headEnd.now + rest.every)
            state.replies.begin(BegunReply(rest: rest, send: held.send), number: number)
            return (true, [])
        }
        if !isBegun { held.send(rest.remainder) }
    }

    /// Sends every answer that the scenario still holds back, and the pushes that wait for a broker that is down.
    func releaseReplies() {
        sendAtOnce(state.withLock { $0.replies.removeAll() })
        output.flushSuspended()
    }

    func sendAtOnce(_ replies: PendingReplies.All) {
        for reply in replies.held { if let rest = begin(reply) { reply.send(rest.remainder) } }
        for reply in replies.begun { reply.send(reply.rest.remainder) }
    }

    /// - Returns: the chunks that follow; nil for an answer that is sent whole.
    private func begin(_ held: HeldReply) -> DrippingReply? {
        let reply = OutgoingReply(held.decision, endpoint: held.endpoint, dialect)
        held.send(.answer(reply))
        return DrippingReply(reply, held.decision.shape)
    }

    /// Called under the lock, so that tokens of one user are reported in the order of issue.
    private func notify(of decision: Decision, on request: DecodedRequest) {
        guard case .ready(.token(let token, _, _)) = decision.reply, case .success(.getToken(let user)) = request.call
        else { return }
        services.onToken(user.username, token)
    }

    /// Records a call unless it has changed nothing.
    ///
    /// Rejected calls and questions about history change nothing, except what rules count, the life of a token that use
    /// renews, and the order of pages that are shuffled.
    private func record(
        _ request: DecodedRequest,
        decided decision: Decision,
        at instant: SimulatedInstant,
        hasFaults: Bool
    ) {
        guard recorder != nil else { return }
        let isTraceless = dialect.tokenRenewal != .onUse && !dialect.rowOrder.isShuffled
        if case .ready = decision.reply {} else if !hasFaults, isTraceless { return }
        record(.call(request.endpoint, headerToken: request.headerToken, body: request.body), at: instant)
    }
}
