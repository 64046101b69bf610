package import HESSimulation

/// What the control API may do to a world beside its clock.
extension World {
    package enum Scope: String, CaseIterable, Sendable {
        case faults, journal, clock, tokens, plans, all
    }

    /// A durable world is its recorded inputs; what is done past them would be lost with the process.
    package struct Durable: Error, Sendable {}

    /// Whether `--state` keeps it.
    package var isDurable: Bool { recorder != nil }

    /// All of them or, where an id is taken, none.
    ///
    /// - Returns: the id that is taken.
    package func arm(_ rules: [FaultRule]) throws(Durable) -> String? {
        try refuseDurable()
        return change { state in
            let known = state.headEnd.faults.rules.map(\.rule.id)
            if let taken = rules.first(where: { known.contains($0.id) }) { return taken.id }
            for rule in rules { state.headEnd.arm(rule) }
            return nil
        }
    }

    /// - Returns: whether there was a rule of that id.
    package func disarm(_ id: String) throws(Durable) -> Bool {
        try refuseDurable()
        return change { $0.headEnd.disarm(id) }
    }

    /// - Returns: how many users had a live token.
    package func revokeTokens(of username: String?) throws(Durable) -> Int {
        try refuseDurable()
        return change { $0.headEnd.revokeTokens(of: username) }
    }

    /// All of it at once for every call.
    package func reset(_ scopes: [Scope]) throws(Durable) {
        try refuseDurable()
        let isWhole = scopes.contains(.all) || scopes.contains(.clock)
        let (held, barriers) = change { state in
            if scopes.contains(.journal) || scopes.contains(.all) { state.headEnd.resetJournal() }
            let held = isWhole ? state.takeHeldReplies() : []
            if isWhole { beginAgain(&state) }
            if scopes.contains(.faults) || scopes.contains(.all) { state.headEnd.resetFaults() }
            if scopes.contains(.tokens) { _ = state.headEnd.revokeTokens(of: nil) }
            if scopes.contains(.plans) { state.headEnd.forgetPlans() }
            return (held, isWhole ? state.takeBarriers() : [])
        }
        for reply in held { sendAtOnce(reply) }
        for pending in barriers { pending.barrier.open(isPassed: true) }
        wakeForNext()
    }

    private func beginAgain(_ state: inout State) {
        endOutages(&state)
        state.epoch += 1
        state.dueSince = [:]
        state.headEnd.restartFromBeginning()
        state.clock = PacedClock(mode: startMode, start: state.headEnd.now, wall: .now)
    }

    private func refuseDurable() throws(Durable) {
        if isDurable { throw Durable() }
    }

    /// At the clock's instant, with what is due until then.
    private func change<Result>(_ body: (inout State) -> Result) -> Result {
        act { state, wall in
            var effects = state.headEnd.advance(to: state.clock.now(wall: wall))
            let result = body(&state)
            effects += state.headEnd.advance(to: state.clock.now(wall: wall))
            return (result, effects)
        }
    }
}
