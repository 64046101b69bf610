package import HESContract
import SimulationKernel

/// One page of §3.4 or §3.5, decided but not yet evaluated: which freezes of which meters, not their values.
///
/// Finding the page costs as much as there are meters asked for, whatever its number.
package struct HistoryPage: Sendable {
    struct Stretch: Sendable {
        let meter: MeterSnapshot
        let grid: FreezeGrid
        let indices: Range<Int>
    }

    let cgcode: Cgcode
    let zone: WorldZone
    package let page: Answer.Page
    private var stretches: [Stretch] = []

    /// `matching` is every stretch of freezes that matches, in the order of the rows.
    init(_ cgcode: Cgcode, matching: [Stretch], curPage: Int, pageSize: Int, zone: WorldZone) {
        self.cgcode = cgcode
        self.zone = zone
        let total = matching.reduce(0) { $0 + $1.indices.count }
        page = Answer.Page(total: total, curPage: curPage, pageSize: pageSize)
        let (before, overflow) = (curPage - 1).multipliedReportingOverflow(by: pageSize)
        guard !overflow, before < total else { return }
        stretches = Self.cut(matching, skipping: before, taking: pageSize)
    }

    package func answer(_ maker: RowMaker) -> Answer {
        switch cgcode.category {
        case .composite:
            .compositePage(page, rows: rows { maker.compositeRow(cgcode, of: $0, at: $1) })
        case .single:
            .singlePage(page, rows: rows { maker.singleRow(cgcode, of: $0, at: $1) })
        }
    }

    private func rows<Row>(_ make: (MeterSnapshot, SimulatedInstant) -> Row) -> [Row] {
        stretches.flatMap { stretch in
            stretch.indices.map { make(stretch.meter, stretch.grid.instant(of: $0, in: zone)) }
        }
    }

    private static func cut(_ matching: [Stretch], skipping: Int, taking: Int) -> [Stretch] {
        var skip = skipping
        var wanted = taking
        var page: [Stretch] = []
        for stretch in matching where wanted > 0 {
            let part = stretch.indices.dropFirst(skip).prefix(wanted)
            skip = max(0, skip - stretch.indices.count)
            guard !part.isEmpty else { continue }
            wanted -= part.count
            page.append(Stretch(meter: stretch.meter, grid: stretch.grid, indices: part.startIndex..<part.endIndex))
        }
        return page
    }
}
