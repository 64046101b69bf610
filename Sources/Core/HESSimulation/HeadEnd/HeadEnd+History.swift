import HESContract
import HESMeterModel
import SimulationKernel

extension HeadEnd {
    /// Which rows match and which of them are on the page; history holds what the head-end has collected by now.
    mutating func history(_ call: Call.History, _ exchange: inout Exchange) -> HistoryPage {
        let start = configuration.zone.instant(of: call.window.start)
        let end = max(start, configuration.zone.instant(of: call.window.end))
        var runs: [RowRun] = []
        for devAddr in call.devAddrs {
            let faults = rowFaults(of: devAddr, exchange.call, &exchange.decisions, planID: nil)
            if let run = run(of: devAddr, call.cgcode, in: start...end, faults) { runs.append(run) }
        }
        return HistoryPage(
            call.cgcode,
            runs: runs,
            curPage: call.curPage,
            pageSize: min(call.pageSize, configuration.limits.maxPageSize)
        )
    }

    private func run(
        of devAddr: String,
        _ cgcode: Cgcode,
        in window: ClosedRange<SimulatedInstant>,
        _ faults: [RowFault]
    ) -> RowRun? {
        guard let fieldMeter = field.meter(devAddr) else { return nil }
        let grid = FreezeGrid(cgcode, intervalMinutes: fieldMeter.traits.intervalMinutes)
        let question = RowQuestion(
            grid: grid,
            zone: configuration.zone,
            rule: configuration.collection,
            seed: configuration.seed,
            now: now,
            window: window,
            periods: field.collection(of: devAddr),
            filled: field.filled(of: devAddr, cgcode),
            spots: spots.instants(of: devAddr, cgcode, in: window)
        )
        return RowRun(question, meter: MeterSnapshot(fieldMeter, faults: faults), cgcode)
    }

    /// A successful real-time read fills history: §3.2 with its rows, §3.3 with nothing but its own instant.
    mutating func backfill(_ devAddr: String, _ work: Plan.Work) {
        switch work {
        case .readSingle(let cgcode): spots.add(devAddr, cgcode, at: now)
        case .readFrozen(let cgcode, let window):
            guard let meter = field.meter(devAddr) else { return }
            let grid = FreezeGrid(cgcode, intervalMinutes: meter.traits.intervalMinutes)
            let zone = configuration.zone
            let start = max(zone.instant(of: window.start), meter.traits.installed ?? zone.instant(of: window.start))
            let end = min(zone.instant(of: window.end), now)
            guard start <= end, !isCollected(devAddr, start...end) else { return }
            field.fill(devAddr, cgcode, grid.indices(from: start, through: end, in: zone), at: now)
        case .relay, .readArchive, .changeArchive, .failedArchive: break
        }
    }

    /// Whether the head-end has every row of the span anyway, as it does in a world without holes.
    private func isCollected(_ devAddr: String, _ span: ClosedRange<SimulatedInstant>) -> Bool {
        configuration.collection.isComplete && faults.isEmpty
            && field.collection(of: devAddr).contains {
                $0.from <= span.lowerBound && $0.until.map { span.upperBound <= $0 } ?? true
            }
    }
}
