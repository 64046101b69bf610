import HESContract
import JSON
import SimulationKernel

/// The rule of `total`.
enum PageRules {
    static let total = Rule("TOTAL", clause: "§3.4", title: "What total counts is one thing on every page") { talk in
        let exchanges = talk.exchanges.filter { $0.isAccepted && isHistory($0.endpoint) }
        if let exchange = exchanges.first(where: { $0.total == nil }) {
            return .broken("a page whose total is no number", events: [exchange.seq])
        }
        let pages = exchanges.compactMap { CountedPage($0, isPassive: talk.isPassive) }
        // Each kind of history may be counted, and cut, in a way of its own.
        let kinds = Dictionary(grouping: pages, by: \.endpoint).values
        let judged = kinds.flatMap { PageReading.judged($0) }.sorted { $0.page.seq < $1.page.seq }
        let lacking = pages.isEmpty ? "no page came" : "a row may have come between count and page"
        return Rule.each(judged, lacking: lacking, seq: { $0.page.seq }) { page, fits in
            fits ? nil : "total \(page.total) beside \(page.rows) rows on page \(page.number) of \(page.size) rows"
        }
    }

    private static func isHistory(_ endpoint: Endpoint?) -> Bool {
        endpoint == .historyFrozen || endpoint == .historySingle
    }
}

extension Exchange {
    fileprivate var total: Int? { whole("total") }

    /// Whether the window ends less than a day before the call, in a zone of -12:00 or any other.
    fileprivate var isRecent: Bool {
        guard let end = civil("end") else { return false }
        return end.millisecondsOnWall > asked - 36 * 3_600_000
    }

    fileprivate func whole(_ name: String) -> Int? { data?.member(name)?.value.written.flatMap { Int($0) } }
}

/// A page with what it says of the others.
private struct CountedPage {
    let seq: Int
    let endpoint: Endpoint?
    let number: Int
    /// Rows of a full page, as far as it is told.
    let size: Int
    let rows: Int
    let total: Int
    /// Rows may have been added between count and page.
    let mayGrow: Bool

    /// Nil for a page that was not asked for by number and size, and for numbers beyond any page.
    init?(_ exchange: Exchange, isPassive: Bool) {
        guard let number = exchange.asked("curPage").flatMap({ Int($0) }), (0...1_000_000).contains(number),
            let asked = exchange.asked("pageSize").flatMap({ Int($0) }), (1...1_000_000).contains(asked),
            let total = exchange.total
        else { return nil }
        (seq, endpoint, rows) = (exchange.seq, exchange.endpoint, exchange.rows.count)
        (self.number, self.total) = (number, total)
        mayGrow = isPassive && exchange.isRecent
        let told = exchange.whole("pageSize").flatMap { $0 > 0 ? $0 : nil }
        size = min(asked, told ?? asked)
    }
}

/// One way to read pages: what is counted, which number the first page has, and a size that no page exceeds without a word.
private struct PageReading {
    let counted: Dialect.TotalCount
    let first: Int
    let limit: Int?

    /// The pages of one kind that the best reading fits, or the one that leaves no reading.
    static func judged(_ pages: [CountedPage]) -> [(page: CountedPage, fits: Bool)] {
        var readings = all(of: pages)
        let fitting = readings.filter { $0.explains(pages) }.map { reading in pages.filter { reading.fits($0) } }
        if let most = fitting.max(by: { $0.count < $1.count }) { return most.map { ($0, true) } }
        let stray = pages.first { page in
            readings.removeAll { !$0.fits(page) }
            return readings.isEmpty
        }
        return stray.map { [($0, false)] } ?? []
    }

    /// A row that comes between count and page is rare: in recent windows one page, or one in ten, need not fit.
    private func explains(_ pages: [CountedPage]) -> Bool {
        let strays = pages.filter { !fits($0) }
        guard strays.allSatisfy(\.mayGrow) else { return false }
        return strays.count < 2 || strays.count * 10 <= pages.count
    }

    private static func all(of pages: [CountedPage]) -> [PageReading] {
        // A page that is shorter than it was asked to be may be the longest that there is.
        let longest = pages.filter { $0.rows < $0.size }.map(\.rows).max() ?? 0
        let limits = longest > 0 && !pages.contains { $0.rows > longest } ? [nil, longest] : [nil]
        return Dialect.TotalCount.allCases.flatMap { counted in
            [0, 1].flatMap { first in limits.map { PageReading(counted: counted, first: first, limit: $0) } }
        }
    }

    private func fits(_ page: CountedPage) -> Bool {
        switch counted {
        case .page: page.total == page.rows
        case .all, .string: fits(page, total: page.total)
        case .wrong: page.total < Int.max / 2 && [0, 1].contains { fits(page, total: 2 * page.total + $0) }
        }
    }

    private func fits(_ page: CountedPage, total: Int) -> Bool {
        // Nothing is known of a page before the first.
        guard page.number >= first else { return true }
        let size = min(page.size, limit ?? page.size)
        let before = (page.number - first) * size
        // A page past the end is empty, or the last one once more.
        if total <= before { return page.rows == 0 || total > 0 && page.rows == (total - 1) % size + 1 }
        return page.rows < size ? total == before + page.rows : total >= before + page.rows
    }
}
