package import HESContract
import HESSimulation
import Synchronization

extension World {
    /// Answers a call, at once unless the scenario delays it.
    ///
    /// `send` is called on this thread, the pacer's, the broker's or one that renders: once, and again for each further chunk
    /// of an answer in chunks.
    package func answer(_ request: DecodedRequest, send: @escaping ReplySender) {
        let decision = act(isInstantGiven: true) { state, wall in
            let decision = decide(request, at: wall, in: &state)
            notify(of: decision, on: request)
            if decision.isInput {
                let call = RecordedInput.Kind.call(
                    request.endpoint,
                    headerToken: request.headerToken,
                    body: request.body
                )
                record(call, at: state.headEnd.now)
            }
            if let number = decision.heldNumber {
                state.replies.hold(HeldReply(decision: decision, send: send), number: number)
            }
            return (decision, decision.effects)
        }
        guard decision.heldNumber == nil, mayTell else { return }
        leave(HeldReply(decision: decision, send: send))
    }

    /// Renders an answer and sends it, or the beginning of one that drips.
    func release(_ held: HeldReply) {
        let (first, rest) = held.decision.rendered(in: dialect)
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

    /// Sends every answer that the scenario still holds back, and the pushes that wait for a broker that is down.
    func releaseReplies() {
        sendAtOnce(state.withLock { $0.replies.removeAll() })
        output.flushWithheld()
    }

    func sendAtOnce(_ replies: PendingReplies.All) {
        guard mayTell else { return }
        for held in replies.held {
            let (first, rest) = held.decision.rendered(in: dialect)
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
