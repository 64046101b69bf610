package import HESContract
import HESSimulation

extension World {
    /// Answers a call, at once unless the scenario delays it.
    ///
    /// `send` is called on this thread, the pacer's, the broker's or one that renders: once, and again for each further chunk
    /// of an answer in chunks.
    package func answer(_ request: DecodedRequest, send: @escaping ReplySender) {
        let began = services.accessLog.map { _ in ContinuousClock.now }
        let decision = act(isInstantGiven: true) { state, wall in
            let decision = decide(request, at: wall, in: &state)
            // Under the lock: a reader that finds the entry finds its body.
            bodies.keep(request.body, as: .request(decision.entry))
            notify(of: decision, on: request)
            if decision.isInput {
                let call = RecordedInput.Kind.call(
                    request.endpoint,
                    headerToken: request.headerToken,
                    body: request.body
                )
                record(call, at: state.headEnd.now, in: state)
            }
            if let number = decision.heldNumber {
                state.replies.hold(HeldReply(decision: decision, began: began, send: send), number: number)
            }
            return (decision, decision.effects)
        }
        guard decision.heldNumber == nil, mayTell else { return }
        leave(HeldReply(decision: decision, began: began, send: send))
    }

    /// Renders an answer and sends it, or the beginning of one that drips.
    func release(_ held: HeldReply) {
        let (first, rest) = rendered(held)
        guard let rest else { return held.send(.answer(first)) }
        let reply = BegunReply(first, rest: rest, send: held.send)
        // Before the beginning is sent: a client that has it may move the clock, which must find the next part.
        act { state, _ in
            if state.hasEnded {
                reply.releaseRest()
            } else {
                let number = state.headEnd.holdReply(every: rest.every, count: rest.count)
                state.replies.begin(reply, number: number)
            }
            return ((), [])
        }
        reply.flush()
    }

    /// Renders an answer, and keeps what leaves of it for readers of the journal.
    private func rendered(_ held: HeldReply) -> (first: OutgoingReply, rest: DrippingReply?) {
        let rendered = held.decision.rendered(in: dialect)
        if let sent = rendered.first.sentBody { bodies.keep(sent, as: .reply(held.decision.entry)) }
        if let log = services.accessLog, let began = held.began {
            let took = began.duration(to: .now)
            log.call(rendered.first, to: held.decision, tenantCode: tenantCode, took: took)
        }
        return rendered
    }

    /// Sends every answer that the scenario still holds back, and the pushes that wait for a broker that is down.
    func releaseReplies() {
        sendAtOnce(state.withLock { $0.replies.removeAll() })
        output.flushWithheld()
    }

    func sendAtOnce(_ replies: PendingReplies.All) {
        guard mayTell else { return }
        for held in replies.held {
            let (first, rest) = rendered(held)
            held.send(.answer(first))
            if let rest { held.send(rest.remainder) }
        }
        for reply in replies.begun {
            reply.releaseRest()
            reply.flush()
        }
    }

    /// Called under the lock, so that tokens of one user are reported in the order of issue.
    private func notify(of decision: Decision, on request: DecodedRequest) {
        guard case .ready(.token(let token, _, _)) = decision.reply, case .success(.getToken(let user)) = request.call
        else { return }
        services.onToken(user.username, token)
    }
}
