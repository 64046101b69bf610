package import SimulationKernel

/// What a clock that leaps may leap to.
extension HeadEnd {
    /// When the earliest event comes that is awaited: by a plan, by a push that a rule holds back, by an answer that is held, or
    /// by a timed effect of a rule; nil when none is.
    ///
    /// Events of the field and late rows are not awaited: they happen when a leap passes over them.
    package var nextAwaited: SimulatedInstant? { timeline.nextInstant(where: isAwaited) }

    /// Events of plans that were forgotten, and of rules that were removed, stay scheduled and are awaited no more.
    private func isAwaited(_ event: Event) -> Bool {
        switch event {
        case .read(let read, _): plans.inFlight[read.planID] != nil
        case .push(let planID), .unit(let planID, _): plans.inFlight[planID] != nil
        case .message(let number): pushes.isDelayed(number)
        case .rule(let serial): rules.isAwaited(serial: serial)
        case .broker(let kind): broker.lasts(kind)
        case .reply, .revoke: true
        case .field, .backfill: false
        }
    }
}
