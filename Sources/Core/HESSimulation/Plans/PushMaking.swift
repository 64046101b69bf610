import HESContract
import SimulationKernel

/// Makes the result of a plan whose meters have all answered or failed, its rows in slices (rule R10).
///
/// The result does not depend on the slices: a row is a function of its meter and its instant.
struct PushMaking: Sendable {
    private let plan: Plan
    private let maker: RowMaker
    private let dialect: Dialect
    /// Nil for other plans than those of §3.2.
    private let frozen: FrozenRead?
    /// The stamp of every row of a plan of §3.3; nil if each has its own.
    private let readingStamp: SimulatedInstant?
    /// Meters whose rows are made.
    private var madeCount = 0
    private var presentCount = 0
    private var completeCount = 0
    private var composite: [CompositeRow] = []
    private var single: [SingleRow] = []
    /// The rest of the next meter, when a slice ended within it.
    private var freezes: FrozenRead.Freezes?

    init(of plan: Plan, by maker: RowMaker, in zone: WorldZone, dialect: Dialect) {
        self.plan = plan
        self.maker = maker
        self.dialect = dialect
        readingStamp = plan.readingStamp(in: dialect)
        if case .readFrozen(let cgcode, let window) = plan.work {
            frozen = FrozenRead(
                cgcode: cgcode,
                window: window,
                until: plan.readUntil,
                earliest: maker.earliestRow,
                zone: zone,
                dialect: dialect,
                recorded: maker.recorded
            )
        } else {
            frozen = nil
        }
    }

    /// Makes about `count` rows more; a meter without rows counts as one.
    ///
    /// - Returns: whether all are made.
    mutating func make(rows count: Int) -> Bool {
        var rest = count
        while rest > 0, madeCount < plan.meters.count {
            switch plan.work {
            case .readFrozen: rest -= makeFrozen(atMost: rest)
            case .readSingle(let cgcode): rest -= makeSingle(cgcode)
            case .relay, .readArchive, .changeArchive, .failedArchive: return true
            }
        }
        return madeCount == plan.meters.count
    }

    /// The result; to be asked for when all rows are made.
    var push: Push {
        var push = Push(planID: plan.id, status: status, list: list)
        push.status = dialect.told(push.status)
        if dialect.rowOrder.isShuffled {
            push.reorderRows(SeededHash(seed: 0).about(UInt64(bitPattern: plan.id.ordinal)))
        }
        return push
    }

    private var list: Push.List {
        switch plan.work {
        case .readFrozen: .composite(composite)
        case .readSingle: .single(single)
        case .relay: .relay(plan.meters.map { RelayOutcome(devAddr: $0.devAddr, isSuccessful: $0.hasAnswered) })
        case .readArchive(let entries): .archive(entries)
        case .changeArchive: .none
        case .failedArchive(let hasList): hasList ? .archive([]) : .none
        }
    }

    /// Before the dialect tells it; final when all rows are made or ``judge()`` has been called.
    var status: Push.Status {
        let count = plan.meters.count
        switch plan.work {
        case .readFrozen: return Push.Status(present: presentCount, complete: completeCount, of: count)
        case .readSingle: return Push.Status(present: presentCount, of: count)
        case .relay: return Push.Status(present: plan.meters.count(where: \.hasAnswered), of: count)
        case .readArchive, .changeArchive: return .success
        case .failedArchive: return .failure
        }
    }

    // MARK: Status

    /// Finds out which meters are present and complete without making their rows; in place of ``make(rows:)``.
    ///
    /// - Returns: whether each meter has a row, in the plan's order.
    mutating func judge() -> [Bool] {
        plan.meters.map { meter in
            switch plan.work {
            case .readFrozen: return judgeFrozen(meter)
            case .readSingle(let cgcode): return judgeSingle(meter, of: cgcode)
            case .relay, .readArchive, .changeArchive, .failedArchive: return true
            }
        }
    }

    private mutating func judgeSingle(_ meter: PlannedMeter, of cgcode: Cgcode) -> Bool {
        if case .answered(let snapshot, let instant) = meter.outcome,
            snapshot.faults.isEmpty && !maker.hasRecordedReading(cgcode, of: meter.devAddr)
                || maker.reading(cgcode, of: snapshot, at: instant) != nil
        {
            presentCount += 1
            return true
        }
        return dialect.failedMeter.row(of: meter.devAddr, cgcode, at: readingStamp ?? plan.readUntil) != nil
    }

    private mutating func judgeFrozen(_ meter: PlannedMeter) -> Bool {
        guard let frozen else { preconditionFailure("only a plan of §3.2 has frozen rows") }
        guard let rows = frozen.presence(of: meter) else { return !frozen.placeholders(for: meter.devAddr).isEmpty }
        if rows.isPresent { presentCount += 1 }
        if rows.isComplete { completeCount += 1 }
        return rows.hasRow
    }

    // MARK: Rows

    /// - Returns: the number of rows, at least 1.
    private mutating func makeSingle(_ cgcode: Cgcode) -> Int {
        let meter = plan.meters[madeCount]
        madeCount += 1
        if case .answered(let snapshot, let instant) = meter.outcome,
            var row = maker.reading(cgcode, of: snapshot, at: instant)
        {
            presentCount += 1
            if let readingStamp { row.timestamp = readingStamp }
            single.append(row)
        } else if let row = dialect.failedMeter.row(of: meter.devAddr, cgcode, at: readingStamp ?? plan.readUntil) {
            single.append(row)
        }
        return 1
    }

    /// - Returns: the number of rows, at least 1.
    private mutating func makeFrozen(atMost count: Int) -> Int {
        guard let frozen else { preconditionFailure("only a plan of §3.2 has frozen rows") }
        guard var rest = freezes ?? frozen.freezes(of: plan.meters[madeCount]) else {
            let rows = frozen.placeholders(for: plan.meters[madeCount].devAddr)
            composite += rows
            madeCount += 1
            return max(1, rows.count)
        }
        let rows = rest.makeRows(atMost: count, of: frozen.cgcode, by: maker)
        composite += rows
        freezes = rest.isDone ? nil : rest
        if rest.isDone {
            madeCount += 1
            if rest.isPresent { presentCount += 1 }
            if rest.isComplete { completeCount += 1 }
        }
        return max(1, rows.count)
    }
}
