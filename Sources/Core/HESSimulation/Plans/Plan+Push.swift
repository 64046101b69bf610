import HESContract
import HESMeterModel
import SimulationKernel

extension Plan {
    /// The result of a plan whose meters have all answered or failed (rule R10).
    func push(_ maker: RowMaker, _ zone: WorldZone) -> Push {
        switch work {
        case .readFrozen(let cgcode, let window):
            let perMeter = answered.map { frozenRows(cgcode, window, $0.meter, readAt: $0.instant, maker, zone) }
            let status = Push.Status(
                present: perMeter.count { !$0.rows.isEmpty },
                complete: perMeter.count(where: \.isComplete),
                of: meters.count
            )
            return Push(planID: id, status: status, list: .composite(perMeter.flatMap(\.rows)))
        case .readSingle(let cgcode):
            let rows = answered.flatMap { maker.singleRows(cgcode, of: $0.meter, at: [$0.instant]) }
            return Push(planID: id, status: status(rows.count), list: .single(rows))
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

    private func status(_ present: Int) -> Push.Status {
        Push.Status(present: present, of: meters.count)
    }

    private var answered: [(meter: MeterSnapshot, instant: SimulatedInstant)] {
        meters.compactMap {
            guard case .answered(let meter, let instant) = $0.outcome else { return nil }
            return (meter, instant)
        }
    }

    /// Rows that lie in the future of the read do not exist yet; a meter without any row is not present.
    private func frozenRows(
        _ cgcode: Cgcode,
        _ window: Call.Window,
        _ meter: MeterSnapshot,
        readAt instant: SimulatedInstant,
        _ maker: RowMaker,
        _ zone: WorldZone
    ) -> (rows: [CompositeRow], isComplete: Bool) {
        let grid = FreezeGrid(cgcode, intervalMinutes: meter.meter.intervalMinutes)
        let first = max(zone.instant(of: window.start), meter.meter.installed ?? zone.instant(of: window.start))
        let last = min(zone.instant(of: window.end), instant)
        let indices = grid.indices(from: first, through: last, in: zone)
        let run = RowRun(indices, of: meter, grid: grid, zone: zone)
        let rows = maker.compositeRows(cgcode, of: meter, at: run.instants())
        let isWhole = rows.allSatisfy { $0.channels.count >= cgcode.channels.count }
        return (rows, !rows.isEmpty && rows.count >= indices.count && isWhole)
    }
}

extension PlannedMeter {
    var hasAnswered: Bool {
        if case .answered = outcome { true } else { false }
    }
}
