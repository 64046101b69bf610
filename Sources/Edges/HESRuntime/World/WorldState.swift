import HESContract
import HESSimulation
import SimulationKernel

/// Everything of a world that its lock guards.
struct WorldState: Sendable {
    var headEnd: HeadEnd
    var clock: PacedClock
    var replies = PendingReplies()
    var acknowledgements = AcknowledgementBarriers()
    var journalWaiters = JournalWaiters()
    /// When pushes that are not acknowledged were due, by ticket; for the metrics.
    var pushesDue: [UInt64: ContinuousClock.Instant] = [:]
    var unheard: UnheardPlans
    var acknowledgedPushes = AcknowledgedPushes()
    /// Up to here a durable world may give names: a restart begins beyond it.
    var reserved: HighWater
    /// Whether its inputs are recorded: in a durable world, until another one takes its place.
    var isRecorded = false
    /// Whether a mark could not be saved: nothing leaves the world any more, and the process is about to end.
    var isHalted = false
    /// The clock mode that the control API set last; nil if it set none since the world began.
    var modeOfControl: ClockMode?
    private var refusalLogged: ContinuousClock.Instant?
    /// Number of restarts; a clock command that sees it change throws `interrupted`.
    private(set) var epoch = 0
    /// Whether the world was taken out of the process.
    private(set) var hasEnded = false

    /// Begins where the replay ended.
    init(
        _ replay: Replay,
        clock: PacedClock,
        wall: ContinuousClock.Instant,
        isSubscribed: @escaping @Sendable (_ topic: String) -> Bool
    ) {
        headEnd = replay.headEnd
        modeOfControl = replay.mode
        self.clock = clock
        unheard = UnheardPlans(isSubscribed: isSubscribed)
        reserved = headEnd.highWater(at: clock.now(wall: wall))
    }

    /// - Returns: barriers to open.
    mutating func end() -> [Latch] {
        hasEnded = true
        return acknowledgements.removeAll()
    }

    /// Follows a head-end that has begun anew.
    ///
    /// - Returns: answers to send and barriers to open.
    mutating func begunAnew(
        mode: ClockMode,
        wall: ContinuousClock.Instant
    ) -> (replies: PendingReplies.All, barriers: [Latch]) {
        epoch += 1
        pushesDue = [:]
        acknowledgedPushes = AcknowledgedPushes()
        modeOfControl = nil
        clock = PacedClock(mode: mode, start: headEnd.now, wall: wall)
        return (replies.removeAll(), acknowledgements.removeAll())
    }

    /// Whether a refusal is told in the log: one in ten seconds is.
    mutating func mayLogRefusal(at wall: ContinuousClock.Instant) -> Bool {
        if let refusalLogged, refusalLogged.duration(to: wall) < .seconds(10) { return false }
        refusalLogged = wall
        return true
    }

    /// When something is due: the next event, the next leap, or the end of the clock; nil when it stands still.
    mutating func nextDeadline(at wall: ContinuousClock.Instant) -> ContinuousClock.Instant? {
        if clock.mode == .auto { return leapDeadline(at: wall) }
        return clock.wallInstant(of: min(headEnd.nextEvent ?? .last, .last))
    }

    /// When the next event comes, if it comes earlier than `before`, or when the clock leaps next; nil also when it stands still.
    mutating func earlierDeadline(
        than before: SimulatedInstant?,
        at wall: ContinuousClock.Instant
    ) -> ContinuousClock.Instant? {
        if clock.mode == .auto { return leapDeadline(at: wall) }
        guard let next = headEnd.nextEvent, before.map({ next < $0 }) ?? true else { return nil }
        return clock.wallInstant(of: next)
    }

    /// Held answers that a decision has made due at this very instant, as when a plan's push is not awaited any more: on a
    /// clock that stands still nothing else would fire them.
    mutating func dueReplies() -> [Effect] {
        replies.hasHeld ? headEnd.advance(to: headEnd.now) : []
    }

    /// Settles a push; nil for one that is not awaited any more.
    mutating func settle(_ ticket: UInt64, failure: String?, wall: ContinuousClock.Instant) -> SettledPush? {
        let now = max(headEnd.now, clock.now(wall: wall))
        guard let planID = headEnd.settle(ticket, failure: failure, at: now) else { return nil }
        if failure == nil { acknowledgedPushes.append(ticket, of: planID) }
        // Nil for a push of the world's earlier life.
        let due = pushesDue.removeValue(forKey: ticket)
        return SettledPush(
            planID: planID,
            failure: failure,
            now: now,
            lag: failure == nil ? due.map { $0.duration(to: wall) } ?? .zero : nil,
            passed: acknowledgements.settle(ticket),
            deadline: deadlineOfHeldReplies(now, wall: wall),
            leap: leapDeadline(at: wall),
            waiters: journalWaiters.removeAll()
        )
    }

    /// When the pacer must run next for an answer that waited for an acknowledgement; `wall` for one that is due.
    private func deadlineOfHeldReplies(
        _ now: SimulatedInstant,
        wall: ContinuousClock.Instant
    ) -> ContinuousClock.Instant? {
        guard replies.hasHeld, let next = headEnd.nextEvent else { return nil }
        return next <= now ? wall : clock.wallInstant(of: next)
    }
}

/// What follows from the broker's outcome of a push, to be done outside the lock.
struct SettledPush {
    let planID: PlanID
    /// Why the broker will never acknowledge it.
    let failure: String?
    let now: SimulatedInstant
    /// From when the push was due until now; nil for one that failed.
    let lag: Duration?
    let passed: [Latch]
    let deadline: ContinuousClock.Instant?
    /// When a clock that leaps goes on.
    let leap: ContinuousClock.Instant?
    let waiters: [Latch]
}
