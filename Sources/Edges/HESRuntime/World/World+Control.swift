package import HESSimulation
package import SimulationKernel

/// What the control API may do to a world besides moving its clock.
///
/// Each change of a durable world is in the state file when its function returns, unless ``mayTell`` is false then.
extension World {
    /// Whether its inputs are recorded in the file of `--state`.
    package var isDurable: Bool { recorder != nil }

    /// The rules whose life is not over, in the order in which they were armed.
    package var livingRules: [ArmedRules.Armed] {
        let wall = services.wall()
        return read { headEnd, clock in headEnd.rules.living(at: max(headEnd.now, clock.now(wall: wall))) }
    }

    /// Arms all of them or, when an id is taken, none.
    ///
    /// - Returns: the id that is taken.
    package func arm(_ rules: [FaultRule]) -> String? {
        change { state, _ in
            if let taken = state.headEnd.arm(rules) { return (taken, nil) }
            return (nil, .arm(rules: FaultRule.text(of: rules)))
        }
    }

    /// - Returns: whether there was a rule of that id.
    package func disarm(_ id: String) -> Bool {
        change { state, _ in
            let isDisarmed = state.headEnd.disarm(id)
            return (isDisarmed, isDisarmed ? .disarm(id) : nil)
        }
    }

    /// Lets something happen to the field now.
    ///
    /// `read` is called under the lock; it makes the event for the world's instant, or nil for one that cannot happen.
    /// `source` is the event in the scenario's notation.
    ///
    /// - Returns: the event.
    package func happen(
        _ source: [UInt8],
        read: (WorldConfiguration, SimulatedInstant, MeterPlant) -> FieldEvent?
    ) -> FieldEvent? {
        change { state, _ in
            let (configuration, now) = (state.headEnd.configuration, state.headEnd.now)
            guard let event = read(configuration, now, state.headEnd.plant) else { return (nil, nil) }
            state.headEnd.happen(event, source: source)
            return (event, .happen(event: source))
        }
    }

    /// - Returns: how many users had a live token.
    package func revokeTokens(of username: String?) -> Int {
        change { state, _ in (state.headEnd.revokeTokens(of: username), .revoke(username: username)) }
    }

    /// Resets all scopes under one lock: no call sees half of it.
    package func reset(_ scopes: [ResetScope]) {
        let (replies, barriers) = change { state, wall in
            // First: the new head-end knows nothing of the outages of the old one.
            if scopes.beginAnew { endOutages(&state) }
            state.headEnd.reset(scopes)
            let released = scopes.beginAnew ? state.begunAnew(mode: startMode, wall: wall) : (PendingReplies.All(), [])
            return (released, .reset(scopes))
        }
        sendAtOnce(replies)
        if scopes.beginAnew || scopes.contains(.plans) { clearRetained() }
        for barrier in barriers { barrier.open() }
        wakeForNext()
    }

    /// Changes the state at the clock's instant, and fires what is due before and after the change.
    ///
    /// `body` is called under the lock with the wall clock's instant; it returns its result and the input that the change is.
    private func change<Result>(
        _ body: (inout WorldState, ContinuousClock.Instant) -> (Result, RecordedInput.Kind?)
    ) -> Result {
        act(isInstantGiven: true, isSaved: true) { state, wall in
            var effects = state.headEnd.advance(to: state.clock.now(wall: wall))
            let instant = state.headEnd.now
            let (result, input) = body(&state, wall)
            if let input { record(input, at: instant, in: state) }
            effects += state.headEnd.advance(to: state.clock.now(wall: wall))
            return (result, effects)
        }
    }
}
