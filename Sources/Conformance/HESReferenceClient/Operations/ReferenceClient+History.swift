import HESContract
package import SimulationKernel

extension ReferenceClient {
    /// Reads what the HES has collected (§3.4, §3.5): every page of every window.
    package func history(
        _ kind: ReadingKind,
        cgcode: String,
        meters: [String],
        start: CivilTime,
        end: CivilTime,
        pageSize: Int = 500
    ) async -> OperationReport {
        let asked = meterMap(meters)
        guard !asked.asked.isEmpty else { return .refused("no meters are given") }
        guard start <= end else { return .refused("start is after end") }
        let windows =
            configuration.recovers
            ? WindowSplitter.windows(from: start, to: end, defects: configuration.defects)
            : [Window(start: start, end: end)]
        let isComposite = isComposite(cgcode, kind: kind)
        let requests = historyRequests(
            cgcode,
            isComposite: isComposite,
            meters: asked.asked,
            windows: windows,
            pageSize: max(1, pageSize)
        )
        let result = await HistoryReader(caller: caller, meters: asked, logger: logger).read(requests, within: budget)
        store.put(result.rows)
        var outcome = OperationReport(
            result.hasFailed ? .failed : result.isIncomplete ? .partial : .ok,
            note: result.note
        )
        outcome.rows = unique(result.rows)
        return outcome
    }

    func historyRequests(
        _ cgcode: String,
        isComposite: Bool,
        meters: [String],
        windows: [Window],
        pageSize: Int
    ) -> [HistoryReader.Request] {
        windows.flatMap { window in
            meters.chunked(caller.mostMeters).map { chunk in
                HistoryReader.Request(
                    endpoint: isComposite ? .historyFrozen : .historySingle,
                    cgcode: cgcode,
                    meters: chunk,
                    window: window,
                    pageSize: pageSize
                )
            }
        }
    }
}
