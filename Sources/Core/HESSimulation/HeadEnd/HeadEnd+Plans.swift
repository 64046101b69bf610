import HESContract
import SimulationKernel

extension HeadEnd {
    /// Accepts a plan and starts its reads; what takes no time is done at once.
    mutating func plan(
        _ endpoint: Endpoint,
        _ work: Plan.Work,
        _ devAddrs: [String],
        _ context: inout CallContext,
        _ effects: inout [Effect]
    ) throws(Rejection) -> Decision.Reply {
        try checkRoom(for: devAddrs.count, endpoint)
        let id = PlanID.next(at: configuration.zone.civilTime(at: now), after: lastPlanID)
        lastPlanID = id
        let topic = configuration.dialect.topic(of: id, endpoint: endpoint, tenantCode: configuration.tenantCode)
        context.lead = lead(&context, id)
        var plan = Plan(
            id: id,
            endpoint: endpoint,
            work: work,
            devAddrs: devAddrs,
            at: now,
            answeredAt: context.answeredAt
        )
        (plan.call, plan.decisions) = (context.call, context.decisions)
        plan.isAheadOfAnswer = context.lead != nil
        plans.inFlight[id] = plan
        journal.record(.plan(id, endpoint, .accepted), at: now)
        startReads(id, devAddrs)
        if plan.isAheadOfAnswer { effects += advance(to: now) }
        return .ready(.plan(id, topic: topic))
    }

    /// How long after its push the answer goes, where a rule puts the push first.
    private mutating func lead(_ context: inout CallContext, _ id: PlanID) -> SimulatedDuration? {
        let own: SimulatedDuration? = configuration.dialect.pushTiming.isAheadOfAnswer ? .zero : nil
        guard let call = context.call else { return own }
        let leads = hits(on: call, &context.decisions, at: now, planID: id) { $0.push?.leadOfPush }.map(\.effect)
        return (leads + [own].compactMap { $0 }).max()
    }

    private func checkRoom(for meterCount: Int, _ endpoint: Endpoint) throws(Rejection) {
        let limits = configuration.limits
        guard plans.inFlightCount >= limits.maxPlansInFlight || readsInFlight + meterCount > limits.maxReadsInFlight
        else { return }
        throw Rejection(
            .systemBusy,
            at: "",
            expected: "fewer than \(limits.maxPlansInFlight) plans in flight",
            actual: "\(plans.inFlightCount) plans, \(readsInFlight) reads",
            clause: endpoint.clause
        )
    }

    private mutating func startReads(_ id: PlanID, _ devAddrs: [String]) {
        guard !devAddrs.isEmpty else { return finishReading(id) }
        readsInFlight += devAddrs.count
        let reachable = devAddrs.map { reachableDCU(of: $0) }
        let largest = reachable.reduce(0) { max($0, $1.map(field.meterCount(ofDCU:)) ?? 0) }
        let deadline = now + Self.planLimit(meterCount: largest)
        for (position, devAddr) in devAddrs.enumerated() {
            guard let dcu = reachable[position] else {
                settle(id, position, .failed)
                continue
            }
            let (end, isTimeout) = reserveMedium(of: dcu, for: devAddr, id, until: deadline)
            if end <= now {
                read(id, position, isTimeout: isTimeout)
            } else {
                schedule.insert(.read(id, position: position, isTimeout: isTimeout), at: end)
            }
        }
        if plans.inFlight[id]?.phase == .accepted { startReading(id) }
    }

    private mutating func startReading(_ id: PlanID) {
        guard let endpoint = plans.inFlight[id]?.endpoint else { return }
        plans.inFlight[id]?.phase = .reading
        journal.record(.plan(id, endpoint, .reading), at: now)
    }

    /// 30 simulated minutes for every 200 meters begun of the plan's largest DCU (docs/decisions/0005).
    static func planLimit(meterCount: Int) -> SimulatedDuration {
        .minutes(30) * Int64(max(1, (meterCount + 199) / 200))
    }

    /// When the read of a meter ends: behind the others on the DCU's medium, beside them where each has its own; at the
    /// plan's deadline where it would end later.
    private mutating func reserveMedium(
        of dcu: Int,
        for devAddr: String,
        _ id: PlanID,
        until deadline: SimulatedInstant
    ) -> (end: SimulatedInstant, isTimeout: Bool) {
        let link = field.meter(devAddr)?.traits.link ?? field.dcus[dcu].link
        let distribution = configuration.timing.perMeterRead ?? link.perMeterRead
        let drawn = sample(distribution, about: "read", UInt64(bitPattern: id.ordinal), devAddr)
        let start = link.isSharedMedium ? max(now, mediumFreeAt[dcu]) : now
        let plain = MeterRead(duration: drawn, timeout: distribution.timeout ?? drawn)
        let read = changed(plain, of: devAddr, in: id, at: start)
        let duration = distribution.timeout.map { min($0, read.duration) } ?? read.duration
        let end = min(start + duration, deadline)
        if link.isSharedMedium { mediumFreeAt[dcu] = max(mediumFreeAt[dcu], end) }
        let isTooLong = distribution.timeout.map { duration >= $0 } ?? false
        return (end, isTooLong || !read.hasAnswered || start + duration > deadline)
    }

    /// The DCU through which a meter can be read now; nil for an unknown meter, one in no archive and a disabled one.
    private func reachableDCU(of devAddr: String) -> Int? {
        guard let meter = field.meter(devAddr), meter.isAlive(at: now), let membership = meter.membership,
            membership.isEnabled
        else { return nil }
        return membership.dcu
    }

    mutating func read(_ id: PlanID, _ position: Int, isTimeout: Bool) {
        guard let (devAddr, work) = plans.pending(id, position) else { return }
        guard !isTimeout, reachableDCU(of: devAddr) != nil else { return settle(id, position, .failed) }
        let read = changed(MeterRead(duration: .zero, timeout: .zero), of: devAddr, in: id, at: now)
        guard read.hasAnswered else { return settle(id, position, .failed) }
        if case .relay(let mode) = work, !move(breakerOf: devAddr, to: mode, read.breaker) {
            return settle(id, position, .failed)
        }
        let faults = rowFaults(of: devAddr, in: id)
        guard let meter = field.meter(devAddr) else { return settle(id, position, .failed) }
        backfill(devAddr, work)
        settle(id, position, .answered(MeterSnapshot(meter, faults: faults), at: now))
    }

    private mutating func rowFaults(of devAddr: String, in id: PlanID) -> [RowFault] {
        guard !faults.isEmpty, let plan = plans.inFlight[id] else { return [] }
        var (call, decisions) = (plan.callForRules, plan.decisions)
        // What is read now is stamped now, however long ago it was asked for.
        if call.endpoint == .readSingle { call.rows = now...now }
        if call.rows == nil, case .readFrozen(_, let window) = plan.work {
            call.rows = RuleCall.span(window, configuration.zone)
        }
        let faults = rowFaults(of: devAddr, call, &decisions, planID: id)
        plans.inFlight[id]?.decisions = decisions
        return faults
    }

    /// - Returns: what the meter says of it, if it is heard.
    private mutating func move(
        breakerOf devAddr: String,
        to mode: Call.Relay.ControlMode,
        _ breaker: MeterRead.Breaker
    ) -> Bool {
        switch breaker {
        case .refuses: return false
        case .armsOnly where mode == .close: field.armBreaker(of: devAddr, at: now)
        case .obeys, .armsOnly, .answerLost: field.setBreaker(of: devAddr, to: mode, at: now)
        }
        return breaker != .answerLost
    }

    private mutating func settle(_ id: PlanID, _ position: Int, _ outcome: PlannedMeter.Outcome) {
        readsInFlight -= 1
        if plans.settle(id, position, outcome, at: now) { finishReading(id) }
    }

    private mutating func finishReading(_ id: PlanID) {
        guard let plan = plans.inFlight[id] else { return }
        if plan.phase == .accepted { startReading(id) }
        guard !plan.isAheadOfAnswer else { return schedule.insert(.push(id), at: now) }
        let isImmediate = configuration.dialect.pushTiming.isImmediate
        let delay =
            isImmediate ? .zero : sample(configuration.timing.pushDelay, about: "push", UInt64(bitPattern: id.ordinal))
        schedule.insert(.push(id), at: max(plan.readUntil, plan.answeredAt + delay))
    }
}
