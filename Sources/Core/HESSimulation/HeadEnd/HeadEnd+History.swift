import HESContract
import HESMeterModel
import SimulationKernel

extension HeadEnd {
    /// Which rows match and which of them are on the page; history holds what the head-end has collected by now.
    func history(_ call: Call.History) -> HistoryPage {
        let zone = configuration.zone
        let start = zone.instant(of: call.window.start)
        let end = min(zone.instant(of: call.window.end), now)
        return HistoryPage(
            call.cgcode,
            matching: call.devAddrs.flatMap { stretches(of: $0, call.cgcode, from: start, through: end) },
            curPage: call.curPage,
            pageSize: min(call.pageSize, configuration.limits.maxPageSize),
            zone: zone
        )
    }

    private func stretches(
        of devAddr: String,
        _ cgcode: Cgcode,
        from start: SimulatedInstant,
        through end: SimulatedInstant
    ) -> [HistoryPage.Stretch] {
        guard let fieldMeter = field.meter(devAddr) else { return [] }
        let meter = MeterSnapshot(fieldMeter)
        let grid = FreezeGrid(cgcode, intervalMinutes: meter.meter.intervalMinutes)
        return field.collection(of: devAddr).map { period in
            let last = min(end, period.until ?? end)
            let indices = grid.indices(from: max(start, period.from), through: last, in: configuration.zone)
            return HistoryPage.Stretch(meter: meter, grid: grid, indices: indices)
        }
    }
}
