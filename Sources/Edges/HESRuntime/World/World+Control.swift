package import HESSimulation

/// What the control API may do to a world besides moving its clock.
extension World {
    package enum Scope: String, CaseIterable, Sendable {
        case faults, journal, clock, tokens, plans, all
    }

    /// Refuses a change of a durable world: it restarts from its recorded inputs, which do not hold this change.
    package struct Durable: Error, Sendable {}

    /// Whether its inputs are recorded in the file of `--state`.
    package var isDurable: Bool { recorder != nil }

    /// Arms all of them or, when an id is taken, none.
    ///
    /// - Returns: the id that is taken.
    package func arm(_ rules: [FaultRule]) throws(Durable) -> String? {
        try refuseDurable()
        return change { state in
            let known = state.headEnd.rules.all.map(\.rule.id)
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

    /// Resets all scopes under one lock: no call sees half of it.
    package func reset(_ scopes: [Scope]) throws(Durable) {
        try refuseDurable()
        let isWhole = scopes.contains(.all) || scopes.contains(.clock)
        let (replies, barriers) = change { state in
            if scopes.contains(.journal) || scopes.contains(.all) { state.headEnd.resetJournal() }
            let released = isWhole ? restart(&state) : (PendingReplies.All(), [])
            if scopes.contains(.faults) || scopes.contains(.all) { state.headEnd.resetFaults() }
            if scopes.contains(.tokens) { _ = state.headEnd.revokeTokens(of: nil) }
            if scopes.contains(.plans) { state.headEnd.forgetPlans() }
            return released
        }
        sendAtOnce(replies)
        for barrier in barriers { barrier.open() }
        wakeForNext()
    }

    private func restart(_ state: inout WorldState) -> (PendingReplies.All, [Latch]) {
        // First: the new head-end knows nothing of the outages of the old one.
        endOutages(&state)
        return state.restart(mode: startMode, wall: services.wall())
    }

    private func refuseDurable() throws(Durable) {
        if isDurable { throw Durable() }
    }

    /// Changes the state at the clock's instant, and fires what is due before and after the change.
    private func change<Result>(_ body: (inout WorldState) -> Result) -> Result {
        act { state, wall in
            var effects = state.headEnd.advance(to: state.clock.now(wall: wall))
            let result = body(&state)
            effects += state.headEnd.advance(to: state.clock.now(wall: wall))
            return (result, effects)
        }
    }
}
