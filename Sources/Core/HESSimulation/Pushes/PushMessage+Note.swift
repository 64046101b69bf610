import HESContract

extension PushMessage {
    /// What the journal tells of it: decided here, without the rows, so that a replay has the same.
    var note: JournalEntry.PushNote {
        let plan = parts.reduce(result.plan) { $0.part($1) }
        var making = result.making(ofPart: plan)
        let areNamed = making.judge()
        var push = Push(planID: plan.id, status: result.dialect.told(making.status), list: .none)
        push = result.told(push, of: parts)
        var devAddrs = isEmptied ? [] : named(areNamed, in: plan)
        if isEmptied { push.empty() }
        if !edits.isEmpty {
            push.list = .relay(devAddrs.map { RelayOutcome(devAddr: $0, isSuccessful: true) })
            for edit in edits { edit(&push) }
            if case .relay(let outcomes) = push.list, !plan.isFrozen { devAddrs = outcomes.map(\.devAddr) }
        }
        return JournalEntry.PushNote(
            planID: result.plan.id,
            topic: topic,
            ticket: ticket,
            status: push.status,
            devAddrs: devAddrs
        )
    }

    private func named(_ areNamed: [Bool], in plan: Plan) -> [String] {
        if case .readArchive(let entries) = plan.work { return entries.map(\.devAddr) }
        // Usually all of them: the array of the call is shared.
        if parts.isEmpty, areNamed.allSatisfy({ $0 }) { return plan.devAddrs }
        return zip(plan.meters, areNamed).compactMap { meter, isNamed in isNamed ? meter.devAddr : nil }
    }
}

extension Plan {
    /// Whether a meter may have several rows, so that a part of the rows cannot be told from one outcome for each meter.
    fileprivate var isFrozen: Bool {
        if case .readFrozen = work { true } else { false }
    }
}
