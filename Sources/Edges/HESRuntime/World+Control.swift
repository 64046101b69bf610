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

    package func arm(_ rule: FaultRule) throws(Durable) {
        try refuseDurable()
        change { $0.headEnd.arm(rule) }
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
        if isWhole { releaseReplies() }
        change { state in
            if scopes.contains(.journal) || scopes.contains(.all) { state.headEnd.resetJournal() }
            if isWhole {
                state.headEnd.restartFromBeginning()
                state.clock = PacedClock(mode: startMode, start: state.headEnd.now, wall: .now)
            }
            if scopes.contains(.faults) || scopes.contains(.all) { state.headEnd.resetFaults() }
            if scopes.contains(.tokens) { _ = state.headEnd.revokeTokens(of: nil) }
            if scopes.contains(.plans) { state.headEnd.forgetPlans() }
        }
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
