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
        if let keys = unitKeys(of: devAddrs) { plan.units = PlanUnits(by: keys, at: now) }
        plans.accept(plan, on: &timeline)
        startReads(of: devAddrs, in: id)
        // The push leaves before the answer, so every event that is due by now fires within this call.
        if context.lead != nil { fireEvents(dueBy: now) }
        return .ready(.plan(id, topic: configuration.topic(of: id, endpoint: endpoint)))
    }

    /// What the unit of each meter is known by; nil if the result is pushed when it is whole.
    private func unitKeys(of devAddrs: [String]) -> [Int]? {
        guard let unit = configuration.dialect.pushParts.unit, !devAddrs.isEmpty else { return nil }
        switch unit {
        case .meter:
            let size = (devAddrs.count + Self.mostMessages - 1) / Self.mostMessages
            return devAddrs.indices.map { $0 / size }
        case .dcu: return devAddrs.map { plant.meter($0)?.membership?.dcu ?? -1 }
        }
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
        let deadline = now + (configuration.limits.planTimeout ?? PlanEngine.limit(largestDCU: largest))
        for (position, devAddr) in devAddrs.enumerated() {
            let read = PlanEngine.Read(planID: id, position: position)
            if let dcu = reachable[position] {
                start(read, of: devAddr, through: dcu, until: deadline)
            } else {
                let obstacle = plant.obstacle(toReading: devAddr, at: now) ?? .unknownMeter
                record(.failed(obstacle), of: read)
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
        let path = plant.path(of: devAddr, inDCU: dcu)
        let link = path.link
        let start = plans.start(ofReadIn: dcu, over: link, at: now)
        let plain = plans.plainRead(of: devAddr, over: link, in: read.planID)
        // Rules change the read before it reserves the medium, because they may change its duration.
        let changed = changed(plain, of: devAddr, in: read.planID, at: start)
        let (end, obstacle) = plans.reserveMedium(of: dcu, over: link, for: changed, from: start, until: deadline)
        let failure = obstacle ?? missedPass(of: devAddr, inDCU: dcu, by: path.firstPass, at: start, in: read.planID)
        if end <= now {
            endRead(read, failure: failure)
        } else {
            timeline.schedule(.read(read, failure: failure), at: end)
        }
    }

    /// Ends a read, which `failure` keeps from answering; if its plan has been forgotten, nothing happens.
    mutating func endRead(_ read: PlanEngine.Read, failure: ReadFailure?) {
        guard let (devAddr, work) = plans.pending(read) else { return }
        let outcome = failure.map { .failed($0) } ?? outcome(of: devAddr, in: read.planID, for: work)
        record(outcome, of: read)
    }

    /// Records how a read ended; after the plan's last one, the readings that have its end for their stamp are in history.
    private mutating func record(_ outcome: PlannedMeter.Outcome, of read: PlanEngine.Read) {
        plans.recordOutcome(outcome, of: read, on: &timeline)
        guard configuration.dialect.instantStamp.isEndOfPlan else { return }
        for reading in plans.readings(ofRead: read.planID) {
            history.add(reading, to: &plant, on: &timeline)
        }
    }

    /// The reading that a meter's answer to §3.3 brings at once; nil if its stamp is the plan's end.
    private func reading(_ cgcode: Cgcode, of devAddr: String, in id: PlanID) -> Backfill? {
        switch configuration.dialect.instantStamp {
        case .meter: Backfill(devAddr: devAddr, cgcode: cgcode, rows: .reading(now))
        case .task: nil
        case .start:
            plans.inFlight[id].map {
                Backfill(devAddr: devAddr, cgcode: cgcode, rows: .stampedReading(now, stamp: $0.acceptedAt))
            }
        }
    }

    /// Carries out a read that ends now: moves the breaker, adds the rows to history.
    private mutating func outcome(of devAddr: String, in id: PlanID, for work: Plan.Work) -> PlannedMeter.Outcome {
        guard var meter = plant.meter(devAddr) else { return .failed(.unknownMeter) }
        if let obstacle = meter.obstacle(at: now) { return .failed(obstacle) }
        let read = changed(MeterRead(duration: .zero, timeout: .zero), of: devAddr, in: id, at: now)
        guard read.hasAnswered else { return .failed(.silent) }
        if case .relay(let mode) = work {
            let failure = plant.moveBreaker(of: devAddr, to: mode, as: read.breaker, at: now)
            if let failure { return .failed(failure) }
            meter = plant.meter(devAddr) ?? meter
        }
        let faults = planRowFaults(of: devAddr, in: id, for: work)
        if case .readSingle(let cgcode) = work, configuration.dialect.absentPhase.isWithoutValue,
            meter.traits.lacksPhase(of: cgcode)
        {
            return .failed(.absentPhase)
        }
        if let backfill = backfill(from: meter, after: work, in: id) {
            history.add(backfill, to: &plant, on: &timeline)
        }
        return .answered(MeterSnapshot(meter, faults: faults), at: now)
    }

    /// What a read that ends now adds to history; nil if it adds nothing.
    private func backfill(from meter: FieldMeter, after work: Plan.Work, in id: PlanID) -> Backfill? {
        if case .readSingle(let cgcode) = work { return reading(cgcode, of: meter.devAddr, in: id) }
        return history.backfill(from: meter, after: work, in: plant, isUnderRules: !rules.isEmpty, at: now)
    }

    // MARK: Pushes

    /// Ends a plan whose reads have ended, and queues its messages.
    mutating func publish(_ id: PlanID) {
        guard let plan = plans.end(id, at: now) else { return }
        let (messages, loss) = messages(of: plan)
        pushes.enqueue(messages, on: &timeline)
        if let reason = loss ?? (messages.isEmpty ? Self.withheld : nil) { lose(plan, because: reason) }
    }

    /// Queues the messages of one unit of a plan, and ends the plan with its last unit.
    mutating func publish(unit: Int, of id: PlanID) {
        guard let part = plans.take(unit: unit, of: id) else { return }
        let (messages, loss) = messages(of: part)
        guard let units = plans.decideUnit(of: id, hasMessages: !messages.isEmpty, loss: loss) else {
            return pushes.enqueue(messages, completingPlan: false, on: &timeline)
        }
        guard let plan = plans.end(id, at: now) else { return }
        pushes.enqueue(messages, on: &timeline)
        if let reason = units.loss ?? (units.hasMessages ? nil : Self.withheld) { return lose(plan, because: reason) }
        guard messages.isEmpty else { return }
        timeline.record(.plan(id, plan.endpoint, .published))
        if !pushes.holdsPush(of: id) { replies.release(afterPushOf: id, at: now, on: &timeline) }
    }

    private static let withheld = "a rule let no message leave"

    /// The messages that leave for a plan or a unit of one, and why others do not.
    private mutating func messages(of plan: Plan) -> (messages: [PushMessage], loss: String?) {
        let result = PlanResult(plan: plan, maker: maker, zone: configuration.zone, dialect: configuration.dialect)
        var messages = result.messages(to: configuration.topic(of: plan.id, endpoint: plan.endpoint))
        let loss = PushLimit(configuration, mostMessages: mostMessages(of: plan))?.apply(to: &messages)
        if let loss { timeline.record(.pushFailed(plan.id, ticket: 0, reason: loss)) }
        if !rules.isEmpty { change(&messages, of: result) }
        return (messages, loss)
    }

    /// The result of a plan that ended does not leave: it was swallowed by a rule or forgotten.
    mutating func lose(_ plan: Plan, because reason: String) {
        plans.fail(plan.id, because: reason, at: now)
        recordLoss(of: plan)
    }

    mutating func recordLoss(of plan: Plan) {
        timeline.record(.plan(plan.id, plan.endpoint, .failed))
        replies.release(afterPushOf: plan.id, at: now, on: &timeline)
    }
}
