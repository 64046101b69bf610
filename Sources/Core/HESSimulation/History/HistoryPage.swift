package import HESContract
import SimulationKernel

/// One page of §3.4 or §3.5, decided but not yet evaluated: which instants of which meters, not their values.
///
/// Finding the page costs as much as there are meters and holes in the window, whatever the page's number.
package struct HistoryPage: Sendable {
    private let cgcode: Cgcode
    package let page: Answer.Page
    private let first: Int
    /// Every run that matches, in the order of the rows.
    private let runs: [RowRun]

    init(_ cgcode: Cgcode, runs: [RowRun], curPage: Int, pageSize: Int) {
        self.cgcode = cgcode
        self.runs = runs
        let (before, overflow) = (curPage - 1).multipliedReportingOverflow(by: pageSize)
        first = overflow ? Int.max : before
        page = Answer.Page(total: runs.reduce(0) { $0 + $1.count }, curPage: curPage, pageSize: pageSize)
    }

    package func answer(_ maker: RowMaker) -> Answer {
        switch cgcode.category {
        case .composite:
            .compositePage(page, rows: rows { maker.compositeRows(cgcode, of: $0, at: $1) })
        case .single:
            .singlePage(page, rows: rows { maker.singleRows(cgcode, of: $0, at: $1) })
        }
    }

    private func rows<Row>(_ make: (MeterSnapshot, [SimulatedInstant]) -> [Row]) -> [Row] {
        var skip = first
        var rows: [Row] = []
        for run in runs where rows.count < page.pageSize {
            let count = run.count
            if skip >= count {
                skip -= count
                continue
            }
            rows += make(run.meter, run.instants(skipping: skip, taking: page.pageSize - rows.count))
            skip = 0
        }
        return rows
    }
}
