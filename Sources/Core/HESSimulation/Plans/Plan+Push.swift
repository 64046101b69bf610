import HESContract
import HESMeterModel
import SimulationKernel

extension Plan {
    /// The result of a plan whose meters have all answered or failed (rule R10).
    func push(_ maker: RowMaker, _ zone: WorldZone) -> Push {
        switch work {
        case .readFrozen(let cgcode, let window):
            let perMeter = frozenRows(cgcode, window, maker, zone)
            let present = perMeter.count { !$0.isEmpty }
            return Push(planID: id, status: status(present), list: .composite(Array(perMeter.joined())))
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
        _ maker: RowMaker,
        _ zone: WorldZone
    ) -> [[CompositeRow]] {
        answered.map { meter, instant in
            let grid = FreezeGrid(cgcode, intervalMinutes: meter.meter.intervalMinutes)
            let first = max(zone.instant(of: window.start), meter.meter.installed ?? zone.instant(of: window.start))
            let last = min(zone.instant(of: window.end), instant)
            let indices = grid.indices(from: first, through: last, in: zone)
            return maker.compositeRows(cgcode, of: meter, at: indices.map { grid.instant(of: $0, in: zone) })
        }
    }
}

extension PlannedMeter {
    var hasAnswered: Bool {
        if case .answered = outcome { true } else { false }
    }
}
