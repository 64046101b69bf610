package import HESContract
import SimulationKernel

/// One page of §3.4 or §3.5 before evaluation: the meters and instants of its rows, not their values.
///
/// The cost of finding a page grows with the meters and holes in the window, not with the page's number.
package struct HistoryPage: Sendable {
    private let cgcode: Cgcode
    package let page: Answer.Page
    private let first: Int
    /// All runs with matching rows, in the order of the rows.
    private let runs: [RowRun]
    /// nil if rows come in the order of the runs.
    private let shuffle: Shuffle?

    /// `order` seeds the order of the rows under a dialect that shuffles them.
    ///
    /// - Throws: `pastEnd` for a page behind the last one, under a dialect that rejects those.
    init(
        _ call: Call.History,
        runs: [RowRun],
        maxPageSize: Int,
        _ dialect: Dialect,
        order: SeededHash,
        clause: String
    ) throws(Rejection) {
        cgcode = call.cgcode
        self.runs = runs
        let pageSize = min(call.pageSize, maxPageSize)
        let total = runs.reduce(0) { $0 + $1.count }
        let lastPage = max(1, (total + pageSize - 1) / pageSize)
        var number = call.curPage
        if number > lastPage {
            switch dialect.pastEnd {
            case .empty: break
            case .repeatLast: number = lastPage
            case .error: throw Self.pastEnd(asked: call.curPage, last: lastPage, clause: clause)
            }
        }
        let (before, overflow) = (number - 1).multipliedReportingOverflow(by: pageSize)
        first = overflow ? Int.max : before
        page = Answer.Page(total: total, curPage: call.curPage, pageSize: pageSize, askedPageSize: call.pageSize)
        shuffle = dialect.rowOrder.isShuffled ? Shuffle(count: total, order) : nil
    }

    private static func pastEnd(asked: Int, last: Int, clause: String) -> Rejection {
        Rejection(.pastEnd, at: "/curPage", expected: "at most \(last)", actual: "\(asked)", clause: clause)
    }

    package func answer(_ maker: RowMaker) -> Answer {
        switch cgcode.category {
        case .composite:
            .compositePage(page, rows: rows { maker.compositeRows(cgcode, of: $0, at: $1) })
        case .single:
            .singlePage(page, rows: rows { maker.singleRows(cgcode, of: $0, at: $1) })
        }
    }

    private func rows<Row>(_ make: (MeterSnapshot, [RowInstant]) -> [Row]) -> [Row] {
        guard let shuffle else { return rows(from: first, count: page.pageSize, make) }
        guard first < page.total else { return [] }
        return rows(at: (first..<min(page.total, first + page.pageSize)).map { shuffle[$0] }, make)
    }

    /// Rows in the order of their places; those of one meter are made together, which is what makes a row cheap.
    private func rows<Row>(at places: [Int], _ make: (MeterSnapshot, [RowInstant]) -> [Row]) -> [Row] {
        var rows = [Row?](repeating: nil, count: places.count)
        var ascending = places.indices.sorted { places[$0] < places[$1] }[...]
        var before = 0
        for run in runs where !ascending.isEmpty {
            let count = run.count
            let own = ascending.prefix { places[$0] < before + count }
            ascending = ascending.dropFirst(own.count)
            let instants = run.rows(at: own.map { places[$0] - before })
            assert(instants.count == own.count, "every place within a run has a row")
            let made = make(run.meter, instants)
            for (index, place) in own.enumerated() {
                // A row without its channel is left out, and the others cannot be told apart.
                rows[place] = made.count == own.count ? made[index] : make(run.meter, [instants[index]]).first
            }
            before += count
        }
        return rows.compactMap(\.self)
    }

    private func rows<Row>(
        from first: Int,
        count wanted: Int,
        _ make: (MeterSnapshot, [RowInstant]) -> [Row]
    ) -> [Row] {
        // Places, as a row without its channel is left out: it still counts in the total and on its page.
        var (skip, rest) = (first, wanted)
        var rows: [Row] = []
        for run in runs where rest > 0 {
            let count = run.count
            if skip >= count {
                skip -= count
                continue
            }
            let instants = run.rows(skipping: skip, taking: rest)
            rows += make(run.meter, instants)
            rest -= instants.count
            skip = 0
        }
        return rows
    }
}
