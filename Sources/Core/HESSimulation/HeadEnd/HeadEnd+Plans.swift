import HESContract
import SimulationKernel

/// The life of a plan, from acceptance to its push.
extension HeadEnd {
    /// Accepts a plan and starts its reads; reads that take no time end at once.
    mutating func plan(
        _ work: Plan.Work,
        about asked: [String],
        for context: inout CallContext
    ) throws(Rejection) -> Decision.Reply {
        let endpoint = context.endpoint
        let devAddrs = try plant.known(asked, of: endpoint, under: configuration.dialect.unknownMeter)
        let id = try plans.nextID(for: endpoint, meterCount: devAddrs.count, at: now)
        // Set before acceptance, because the plan keeps whether its push leaves before the answer.
        context.lead = lead(ofPushOf: id, for: &context)
        var plan = Plan(id: id, work: work, devAddrs: devAddrs, of: context, at: now)
        plan.rowCount = rowCount(of: work, meters: devAddrs.count)
        plans.accept(plan, on: &timeline)
        startReads(of: devAddrs, in: id)
        // The push leaves before the answer, so every event that is due by now fires within this call.
        if context.lead != nil { fireEvents(dueBy: now) }
        return .ready(.plan(id, topic: configuration.topic(of: id, endpoint: endpoint)))
    }

    /// Delay of the answer after the acknowledgement of the plan's push; nil if the answer leaves before the push.
    private mutating func lead(ofPushOf id: PlanID, for context: inout CallContext) -> SimulatedDuration? {
        let own: SimulatedDuration? = configuration.dialect.pushTiming.isAheadOfAnswer ? .zero : nil
        let leads = hits(on: &context.ruled, asked: .init(instant: now, planID: id)) { $0.push?.leadOfPush }
        return leads.reduce(own) { max($0 ?? $1.effect, $1.effect) }
    }

    private mutating func startReads(of devAddrs: [String], in id: PlanID) {
        guard !devAddrs.isEmpty else { return plans.finishReading(id, on: &timeline) }
        let reachable = devAddrs.map { plant.reachableDCU(of: $0, at: now) }
        let largest = reachable.reduce(0) { max($0, $1.map(plant.meterCount(ofDCU:)) ?? 0) }
        let deadline = now + PlanEngine.limit(largestDCU: largest)
        for (position, devAddr) in devAddrs.enumerated() {
            let read = PlanEngine.Read(planID: id, position: position)
            if let dcu = reachable[position] {
                start(read, of: devAddr, through: dcu, until: deadline)
            } else {
                plans.recordOutcome(.failed, of: read, on: &timeline)
            }
        }
        plans.beginReading(id, on: &timeline)
    }

    private mutating func start(
        _ read: PlanEngine.Read,
        of devAddr: String,
        through dcu: Int,
        until deadline: SimulatedInstant
    ) {
        let link = plant.link(of: devAddr, inDCU: dcu)
        let start = plans.start(ofReadIn: dcu, over: link, at: now)
        let plain = plans.plainRead(of: devAddr, over: link, in: read.planID)
        // Rules change the read before it reserves the medium, because they may change its duration.
        let changed = changed(plain, of: devAddr, in: read.planID, at: start)
        let (end, isTimeout) = plans.reserveMedium(of: dcu, over: link, for: changed, from: start, until: deadline)
        if end <= now {
            endRead(read, isTimeout: isTimeout)
        } else {
            timeline.schedule(.read(read, isTimeout: isTimeout), at: end)
        }
    }

    /// Ends a read; if its plan has been forgotten, nothing happens.
    mutating func endRead(_ read: PlanEngine.Read, isTimeout: Bool) {
        guard let (devAddr, work) = plans.pending(read) else { return }
        let snapshot = isTimeout ? nil : snapshot(of: devAddr, in: read.planID, for: work)
        plans.recordOutcome(snapshot.map { .answered($0, at: now) } ?? .failed, of: read, on: &timeline)
    }

    /// Carries out a read that ends now: moves the breaker, adds the rows to history.
    ///
    /// - Returns: the meter as it answers; nil if no answer arrives.
    private mutating func snapshot(of devAddr: String, in id: PlanID, for work: Plan.Work) -> MeterSnapshot? {
        guard plant.reachableDCU(of: devAddr, at: now) != nil else { return nil }
        let read = changed(MeterRead(duration: .zero, timeout: .zero), of: devAddr, in: id, at: now)
        guard read.hasAnswered else { return nil }
        if case .relay(let mode) = work, !plant.moveBreaker(of: devAddr, to: mode, as: read.breaker, at: now) {
            return nil
        }
        let faults = planRowFaults(of: devAddr, in: id, for: work)
        guard let meter = plant.meter(devAddr) else { return nil }
        let isUnderRules = !rules.isEmpty
        if let backfill = history.backfill(from: meter, after: work, in: plant, isUnderRules: isUnderRules, at: now) {
            history.add(backfill, to: &plant, on: &timeline)
        }
        return MeterSnapshot(meter, faults: faults)
    }

    // MARK: Pushes

    /// Ends a plan whose reads have ended, and queues its messages.
    mutating func publish(_ id: PlanID) {
        guard let plan = plans.end(id) else { return }
        let (zone, dialect) = (configuration.zone, configuration.dialect)
        let result = PlanResult(plan: plan, maker: maker, zone: zone, dialect: dialect)
        var messages = result.messages(to: configuration.topic(of: id, endpoint: plan.endpoint))
        if !rules.isEmpty { change(&messages, of: result) }
        if messages.isEmpty { return lose(plan) }
        pushes.enqueue(messages, on: &timeline)
    }

    /// The result of a plan that ended does not leave: it was swallowed by a rule or forgotten.
    mutating func lose(_ plan: Plan) {
        plans.fail(plan.id)
        recordLoss(of: plan)
    }

    mutating func recordLoss(of plan: Plan) {
        timeline.record(.plan(plan.id, plan.endpoint, .failed))
        replies.release(afterPushOf: plan.id, at: now, on: &timeline)
    }
}
