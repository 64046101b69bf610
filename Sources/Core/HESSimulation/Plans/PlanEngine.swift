package import HESContract
import SimulationKernel

/// The plans in flight with the reads of their meters, and a summary of those that ended.
///
/// It decides when a read ends; the caller decides what the meter then does.
package struct PlanEngine: Sendable {
    private let configuration: WorldConfiguration
    package private(set) var inFlight: [PlanID: Plan] = [:]
    private var ended = EndedPlans()
    private var lastID: PlanID?
    /// Meters that have neither answered nor failed, over all plans.
    package private(set) var readsInFlight = 0
    /// Rows of the plans that are read and whose push is not due yet, about.
    package private(set) var rowsToPush = 0
    /// Rows of these and of the plans that are still read, about.
    package private(set) var rowsInFlight = 0
    /// The instant from which each DCU's medium is free.
    private var mediumFreeAt: [SimulatedInstant]
    private(set) var missedPasses = MissedPasses()

    init(_ configuration: WorldConfiguration) {
        self.configuration = configuration
        mediumFreeAt = Array(repeating: configuration.start, count: configuration.dcus.count)
    }

    /// One meter's read in a plan.
    struct Read: Hashable, Codable, Sendable {
        let planID: PlanID
        /// Index among the plan's meters.
        let position: Int
    }

    /// Ordinal of the last plan id; ``HighWater/noPlan`` before the first.
    var lastOrdinal: Int64 { lastID?.ordinal ?? HighWater.noPlan }

    /// Makes the next id greater than `ordinal`.
    mutating func skip(to ordinal: Int64) {
        if ordinal > lastOrdinal { lastID = PlanID(ordinal: ordinal) }
    }

    package var inFlightCount: Int { inFlight.count }
    /// Over the world's life.
    package var publishedCount: Int { ended.publishedCount }
    /// Over the world's life.
    package var failedCount: Int { ended.failedCount }

    /// What is told of a plan; nil as for ``phase(of:)``.
    package func record(of id: PlanID) -> PlanRecord? { inFlight[id].map { PlanRecord($0) } ?? ended[id] }

    /// The newest plans first.
    package func records(atMost limit: Int, where holds: (Endpoint, Plan.Phase) -> Bool) -> [PlanRecord] {
        let running = inFlight.keys.sorted(by: >).filter { id in
            inFlight[id].map { holds($0.endpoint, $0.phase) } ?? false
        }
        let first = running.prefix(limit).compactMap { id in inFlight[id].map { PlanRecord($0) } }
        return first + ended.newest(atMost: limit - first.count, where: holds)
    }

    /// nil for an unknown plan, or one that ended too long ago.
    package func phase(of id: PlanID) -> Plan.Phase? { inFlight[id]?.phase ?? ended[id]?.phase }
    package func endpoint(of id: PlanID) -> Endpoint? { inFlight[id]?.endpoint ?? ended[id]?.endpoint }

    // MARK: Acceptance

    /// Makes the ID of a new plan.
    ///
    /// - Throws: `systemBusy` for a plan beyond the limits.
    mutating func nextID(
        for endpoint: Endpoint,
        meterCount: Int,
        at now: SimulatedInstant
    ) throws(Rejection) -> PlanID {
        let limits = configuration.limits
        guard inFlight.count < limits.maxPlansInFlight, readsInFlight + meterCount <= limits.maxReadsInFlight else {
            throw Rejection(
                .systemBusy,
                at: "",
                expected: "fewer than \(limits.maxPlansInFlight) plans in flight",
                actual: "\(inFlight.count) plans, \(readsInFlight) reads",
                clause: endpoint.clause
            )
        }
        let form = configuration.dialect.planIDForm.form(of: endpoint)
        let id = PlanID.next(at: configuration.zone.civilTime(at: now), after: lastID, form: form)
        lastID = id
        return id
    }

    /// Puts a plan and the read of each of its meters in flight.
    mutating func accept(_ plan: Plan, on timeline: inout Timeline) {
        precondition(inFlight[plan.id] == nil, "a plan is accepted once")
        inFlight[plan.id] = plan
        readsInFlight += plan.pendingCount
        rowsInFlight += plan.rowCount
        timeline.record(.plan(plan.id, plan.endpoint, .accepted))
    }

    // MARK: Reads

    /// 30 simulated minutes for each 200 meters, or part of 200, of the plan's largest DCU (docs/internals/decisions/0005).
    static func limit(largestDCU meterCount: Int) -> SimulatedDuration {
        .minutes(30) * Int64(max(1, (meterCount + 199) / 200))
    }

    /// The read before rules change it.
    func plainRead(of devAddr: String, over link: Link, in id: PlanID) -> MeterRead {
        let distribution = configuration.timing.perMeterRead ?? link.perMeterRead
        let word = UInt64(bitPattern: id.ordinal)
        let duration = configuration.sample(distribution, about: "read", of: word, for: devAddr)
        return MeterRead(duration: duration, timeout: distribution.timeout ?? duration)
    }

    /// When a read can begin: after the others on a shared medium, at once on a medium of its own.
    func start(ofReadIn dcu: Int, over link: Link, at now: SimulatedInstant) -> SimulatedInstant {
        link.isSharedMedium ? max(now, mediumFreeAt[dcu]) : now
    }

    /// Reserves the medium for a read, until the read ends.
    ///
    /// - Returns: when the read ends, at the latest at the plan's deadline, and why it fails; nil if it does not.
    mutating func reserveMedium(
        of dcu: Int,
        over link: Link,
        for read: MeterRead,
        from start: SimulatedInstant,
        until deadline: SimulatedInstant
    ) -> (end: SimulatedInstant, failure: ReadFailure?) {
        let timeout = (configuration.timing.perMeterRead ?? link.perMeterRead).timeout
        let duration = timeout.map { min($0, read.duration) } ?? read.duration
        let end = min(start + duration, deadline)
        if link.isSharedMedium { mediumFreeAt[dcu] = max(mediumFreeAt[dcu], end) }
        let isTooLong = timeout.map { duration >= $0 } ?? false
        if !read.hasAnswered { return (end, .silent) }
        if isTooLong { return (end, .timedOut) }
        return (end, start + duration > deadline ? .pastDeadline : nil)
    }

    /// Keeps that a plan has met the miss of a meter's first pass.
    mutating func meetMiss(of devAddr: String, inHour hour: Int64, by plan: PlanID, present: Int64) {
        missedPasses.meet(devAddr, inHour: hour, by: plan, present: present)
    }

    /// The meter and the work of a read; nil if the read is no longer in flight.
    ///
    /// It does not return the plan, because while the caller held that copy, the next change would copy all its meters.
    mutating func pending(_ read: Read) -> (devAddr: String, work: Plan.Work)? {
        inPlace(read.planID) { plan in
            guard case .pending = plan.meters[read.position].outcome else { return nil }
            return (plan.meters[read.position].devAddr, plan.work)
        }
    }

    /// Looks at a plan, or changes it, where it is: `inFlight[id]` copies all of it.
    ///
    /// - Returns: what `body` returns; nil for a plan that is not in flight.
    private mutating func inPlace<Result>(_ id: PlanID, do body: (inout Plan) -> Result?) -> Result? {
        guard let index = inFlight.index(forKey: id) else { return nil }
        return body(&inFlight.values[index])
    }

    /// Records the outcome of a meter's read; after the last one, schedules the plan's push.
    mutating func recordOutcome(_ outcome: PlannedMeter.Outcome, of read: Read, on timeline: inout Timeline) {
        precondition(readsInFlight > 0, "no more reads end than have begun")
        readsInFlight -= 1
        let now = timeline.now
        let ended = inPlace(read.planID) { plan in
            plan.recordOutcome(outcome, ofMeterAt: read.position, at: now)
            return (unit: plan.units?.end(meterAt: read.position, at: now), isLast: plan.pendingCount == 0)
        }
        guard let ended else { preconditionFailure("a read ends while its plan is in flight") }
        if let unit = ended.unit, let plan = inFlight[read.planID] { finishReading(unit, of: plan, on: &timeline) }
        if ended.isLast { finishReading(read.planID, on: &timeline) }
    }

    /// The readings of a plan of §3.3 whose reads have ended, stamped with its end; none before that.
    ///
    /// If its result is pushed in units, a reading has the stamp of its unit's push: the end of the unit.
    func readings(ofRead id: PlanID) -> [Backfill] {
        guard let index = inFlight.index(forKey: id), inFlight.values[index].pendingCount == 0,
            case .readSingle(let cgcode) = inFlight.values[index].work
        else { return [] }
        let (units, end) = (inFlight.values[index].units, inFlight.values[index].readUntil)
        return inFlight.values[index].meters.enumerated().compactMap { position, meter in
            guard case .answered(_, let instant) = meter.outcome else { return nil }
            let stamp = units?.doneAt(meterAt: position) ?? end
            return Backfill(devAddr: meter.devAddr, cgcode: cgcode, rows: .stampedReading(instant, stamp: stamp))
        }
    }

    /// Moves an accepted plan to `reading`; does nothing if its last read has already ended.
    mutating func beginReading(_ id: PlanID, on timeline: inout Timeline) {
        let endpoint = inPlace(id) { plan -> Endpoint? in
            guard plan.phase == .accepted else { return nil }
            plan.phase = .reading
            return plan.endpoint
        }
        if let endpoint { timeline.record(.plan(id, endpoint, .reading)) }
    }

    /// Schedules the plan's push; called directly for a plan without meters.
    mutating func finishReading(_ id: PlanID, on timeline: inout Timeline) {
        beginReading(id, on: &timeline)
        guard let plan = inFlight[id] else { return }
        precondition(plan.pendingCount == 0, "a plan is read when every meter has answered or failed")
        // Its units have been scheduled one by one.
        guard plan.units == nil else { return }
        rowsToPush += plan.rowCount
        timeline.schedule(.push(id), at: pushInstant(of: plan, at: timeline.now))
    }

    /// Schedules the push of a unit.
    private mutating func finishReading(_ unit: Int, of plan: Plan, on timeline: inout Timeline) {
        rowsToPush += plan.rowCount(ofUnit: unit)
        timeline.schedule(.unit(plan.id, unit), at: pushInstant(of: plan, at: timeline.now))
    }

    private func pushInstant(of plan: Plan, at now: SimulatedInstant) -> SimulatedInstant {
        if plan.isAheadOfAnswer { return now }
        if configuration.dialect.pushTiming.isImmediate { return max(plan.readUntil, plan.answeredAt) }
        let word = UInt64(bitPattern: plan.id.ordinal)
        let delay = configuration.sample(configuration.timing.pushDelay, about: "push", of: word)
        return max(plan.readUntil, plan.answeredAt + delay)
    }

    // MARK: Rules

    /// The plan's call as rules see it; nil for a plan that has ended.
    func ruledCall(of id: PlanID) -> RuledCall? { inFlight[id]?.ruledCall }

    /// Keeps the decisions of rules about the plan.
    mutating func keep(_ decisions: RuleDecisions, of id: PlanID) {
        inFlight[id]?.keep(decisions)
    }

    // MARK: End

    /// The plan of a unit whose push is due; nil if its plan was forgotten.
    mutating func take(unit: Int, of id: PlanID) -> Plan? {
        guard let plan = inFlight[id]?.plan(ofUnit: unit) else { return nil }
        rowsToPush -= plan.rowCount
        return plan
    }

    /// The push of a unit is decided.
    ///
    /// - Returns: what became of all units if this was the last one.
    mutating func decideUnit(of id: PlanID, hasMessages: Bool, loss: String?) -> PlanUnits? {
        inFlight[id]?.units?.decide(hasMessages: hasMessages, loss: loss)
        return inFlight[id]?.units.flatMap { $0.undecidedCount == 0 ? $0 : nil }
    }

    /// A message of a plan that goes on is lost; the plan fails when it ends.
    ///
    /// - Returns: false if no such plan is in flight.
    mutating func note(loss: String, of id: PlanID) -> Bool {
        guard inFlight[id]?.units != nil else { return false }
        inFlight[id]?.units?.note(loss: loss)
        return true
    }

    /// Ends a plan whose push is due, and returns it; nil for one that was forgotten.
    mutating func end(_ id: PlanID, at now: SimulatedInstant) -> Plan? {
        guard let plan = inFlight.removeValue(forKey: id) else { return nil }
        precondition(plan.pendingCount == 0, "a push waits for every read of its plan")
        if plan.units == nil { rowsToPush -= plan.rowCount }
        rowsInFlight -= plan.rowCount
        ended.add(plan, as: .published, at: now)
        return plan
    }

    /// Marks an ended plan as failed, because its push was lost.
    mutating func fail(_ id: PlanID, because reason: String, at now: SimulatedInstant) {
        ended.fail(id, because: reason, at: now)
    }

    /// Forgets the plans in flight, as a restarted head-end does, and frees every medium.
    ///
    /// - Returns: the plans, which have failed, in the order of their names.
    mutating func forgetAll(at now: SimulatedInstant) -> [Plan] {
        let forgotten = inFlight.keys.sorted().compactMap { inFlight[$0] }
        inFlight = [:]
        (rowsToPush, rowsInFlight) = (0, 0)
        for plan in forgotten {
            ended.add(plan, as: .failed, at: now)
            readsInFlight -= plan.pendingCount
        }
        precondition(readsInFlight == 0, "every read in flight belongs to a plan in flight")
        for index in mediumFreeAt.indices { mediumFreeAt[index] = now }
        return forgotten
    }
}

extension PlanEngine {
    /// What a snapshot holds of it.
    struct Saved: Codable {
        @InKeyOrder fileprivate var inFlight: [PlanID: Plan]
        fileprivate let ended: EndedPlans
        fileprivate let lastID: PlanID?
        fileprivate let readsInFlight: Int
        fileprivate let rowsToPush: Int
        fileprivate let mediumFreeAt: [SimulatedInstant]
        fileprivate let missedPasses: MissedPasses
    }

    var saved: Saved {
        Saved(
            inFlight: inFlight,
            ended: ended,
            lastID: lastID,
            readsInFlight: readsInFlight,
            rowsToPush: rowsToPush,
            mediumFreeAt: mediumFreeAt,
            missedPasses: missedPasses
        )
    }

    mutating func restore(_ saved: Saved) {
        (inFlight, ended, lastID) = (saved.inFlight, saved.ended, saved.lastID)
        (readsInFlight, rowsToPush) = (saved.readsInFlight, saved.rowsToPush)
        rowsInFlight = inFlight.keys.sorted().reduce(0) { $0 + (inFlight[$1]?.rowCount ?? 0) }
        (mediumFreeAt, missedPasses) = (saved.mediumFreeAt, saved.missedPasses)
    }
}
