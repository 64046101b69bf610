import HESContract
import HESMeterModel
import SimulationKernel

extension Plan {
    /// The result of a plan whose meters have all answered or failed (rule R10).
    func push(by maker: RowMaker, in zone: WorldZone, dialect: Dialect) -> Push {
        var push = result(by: maker, in: zone, dialect: dialect)
        push.status = dialect.told(push.status)
        if dialect.rowOrder.isShuffled {
            push.reorderRows(SeededHash(seed: 0).about(UInt64(bitPattern: id.ordinal)))
        }
        return push
    }

    private func result(by maker: RowMaker, in zone: WorldZone, dialect: Dialect) -> Push {
        switch work {
        case .readFrozen(let cgcode, let window):
            let frozen = FrozenRead(cgcode: cgcode, window: window, until: readUntil, zone: zone, dialect: dialect)
            return frozen.push(of: self, by: maker)
        case .readSingle(let cgcode):
            let rows = meters.map { single(cgcode, of: $0, by: maker) }
            let list = rows.enumerated().compactMap { index, row in
                row ?? dialect.failedMeter.row(of: meters[index].devAddr, cgcode, at: readUntil)
            }
            return Push(planID: id, status: status(rows.count { $0 != nil }), list: .single(list))
        case .relay:
            let outcomes = meters.map { RelayOutcome(devAddr: $0.devAddr, isSuccessful: $0.hasAnswered) }
            return Push(planID: id, status: status(outcomes.count(where: \.isSuccessful)), list: .relay(outcomes))
        case .readArchive(let entries):
            return Push(planID: id, status: .success, list: .archive(entries))
        case .changeArchive:
            return Push(planID: id, status: .success, list: .none)
        case .failedArchive(let hasList):
            return Push(planID: id, status: .failure, list: hasList ? .archive([]) : .none)
        }
    }

    private func single(_ cgcode: Cgcode, of meter: PlannedMeter, by maker: RowMaker) -> SingleRow? {
        guard case .answered(let snapshot, let instant) = meter.outcome else { return nil }
        return maker.reading(cgcode, of: snapshot, at: instant)
    }

    private func status(_ present: Int) -> Push.Status {
        Push.Status(present: present, of: meters.count)
    }
}

/// The part of a §3.2 plan that is the same for each of its meters.
private struct FrozenRead {
    let cgcode: Cgcode
    let window: Call.Window
    /// When the last meter answered or failed.
    let until: SimulatedInstant
    let zone: WorldZone
    let dialect: Dialect

    func push(of plan: Plan, by maker: RowMaker) -> Push {
        let perMeter = plan.meters.map { rows(of: $0, by: maker) }
        let status = Push.Status(
            present: perMeter.count(where: \.isPresent),
            complete: perMeter.count(where: \.isComplete),
            of: plan.meters.count
        )
        return Push(planID: plan.id, status: status, list: .composite(perMeter.flatMap(\.rows)))
    }

    private typealias Answered = (rows: [CompositeRow], isPresent: Bool, isComplete: Bool)

    /// Rows after the instant of the read do not exist yet; a meter without rows is not present.
    private func rows(of planned: PlannedMeter, by maker: RowMaker) -> Answered {
        guard case .answered(let meter, let instant) = planned.outcome else {
            return (placeholders(for: planned.devAddr), false, false)
        }
        let grid = FreezeGrid(cgcode, intervalMinutes: meter.meter.intervalMinutes)
        let span = FreezeSpan(window, grid, zone, dialect)
        let first = max(span.first, meter.meter.installed ?? span.first)
        let indices = grid.indices(from: first, through: min(span.last, instant), in: zone)
        let run = RowRun(indices, of: meter, grid: grid, zone: zone)
        let rows = maker.compositeRows(cgcode, of: meter, at: run.instants())
        let isWhole = rows.allSatisfy { $0.channels.count >= cgcode.channels.count }
        return (rows, !rows.isEmpty, !rows.isEmpty && rows.count >= indices.count && isWhole)
    }

    /// A row for each freeze of a meter that failed; empty under a dialect that leaves those rows out.
    private func placeholders(for devAddr: String) -> [CompositeRow] {
        guard let channels = dialect.failedMeter.channels(cgcode) else { return [] }
        let grid = FreezeGrid(cgcode, intervalMinutes: 15)
        let span = FreezeSpan(window, grid, zone, dialect)
        let indices = grid.indices(from: span.first, through: min(span.last, until), in: zone)
        return indices.map { index in
            let stamp = grid.instant(of: index, in: zone) + grid.stampShift(dialect)
            return CompositeRow(devAddr: devAddr, timestamp: stamp, channels: channels)
        }
    }
}

extension PlannedMeter {
    var hasAnswered: Bool {
        if case .answered = outcome { true } else { false }
    }
}
