package import HESSimulation
import SimulationKernel

/// Marks that keep a restart from giving a name twice.
extension World {
    /// The mark to save now: ahead of what is given, or exactly that for a world that gives nothing any more.
    package func highWater(isAhead: Bool) -> HighWater {
        state.withLock { state in
            let now = state.clock.now(wall: services.wall())
            return isAhead ? ahead(of: state, at: now) : state.headEnd.highWater(at: now)
        }
    }

    /// Records the state, of a durable world: a restart then needs the inputs after it alone.
    package func recordSnapshot() {
        guard let recorder else { return }
        state.withLock { state in
            guard state.isRecorded else { return }
            recorder.record(
                WorldSnapshot(
                    of: state.headEnd,
                    mode: state.modeOfControl,
                    replacement: replacement,
                    tenantCode: recordName
                )
            )
        }
    }

    /// Lets names be given up to `mark`, which has been saved.
    package func extendReserved(to mark: HighWater) {
        state.withLock { $0.reserved = $0.reserved.union(mark) }
    }

    /// Whether its answers and pushes may leave; false once a mark could not be saved.
    package var mayTell: Bool { recorder == nil || state.withLock { !$0.isHalted } }

    /// Saves a new mark if what was decided goes beyond the last one, or if it `isSaved` in any case.
    ///
    /// Called under the lock, before anything of it is sent.
    func reserve(isInstantGiven: Bool, isSaved: Bool, in state: inout WorldState) {
        guard let recorder, state.isRecorded else { return }
        var given = state.headEnd.highWater(at: state.headEnd.now)
        if !isInstantGiven, state.clock.mode.speed == 0 { given.instant = state.reserved.instant }
        guard isSaved || !given.isWithin(state.reserved) else { return }
        let mark = ahead(of: state, at: state.headEnd.now).union(state.reserved)
        if recorder.reserve(mark, tenantCode: recordName) { state.reserved = mark } else { state.isHalted = true }
    }

    /// A clock that stands still reserves its own instant alone.
    private func ahead(of state: borrowing WorldState, at now: SimulatedInstant) -> HighWater {
        let span = min(Self.secondsAhead * 1000 * state.clock.mode.speed, Self.mostMillisecondsAhead)
        return state.headEnd.highWater(at: now, ahead: .milliseconds(Int64(span)))
    }

    /// On the wall clock; the mark is saved again every second.
    private static let secondsAhead = 2.0
    private static let mostMillisecondsAhead = 366.0 * 86_400_000
}
