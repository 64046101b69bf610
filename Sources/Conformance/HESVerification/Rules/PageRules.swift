import HESContract
import JSON

/// The rule of `total`.
enum PageRules {
    static let total = Rule("TOTAL", clause: "§3.4", title: "What total counts is one thing on every page") { talk in
        let exchanges = talk.exchanges.filter { $0.isAccepted && isHistory($0.endpoint) }
        if let exchange = exchanges.first(where: { $0.total == nil }) {
            return .broken("a page whose total is no number", events: [exchange.seq])
        }
        let pages = exchanges.compactMap { CountedPage($0) }
        var readings = PageReading.all(of: pages)
        return Rule.each(pages, lacking: "no page came", seq: \.seq) { page in
            readings.removeAll { !$0.fits(page) }
            guard readings.isEmpty else { return nil }
            return "total \(page.total) beside \(page.rows) rows on page \(page.number) of \(page.size) rows"
        }
    }

    private static func isHistory(_ endpoint: Endpoint?) -> Bool {
        endpoint == .historyFrozen || endpoint == .historySingle
    }
}

extension Exchange {
    fileprivate var total: Int? { whole("total") }

    fileprivate func whole(_ name: String) -> Int? { data?.member(name)?.value.written.flatMap { Int($0) } }
}

/// A page with what it says of the others.
private struct CountedPage {
    let seq: Int
    let number: Int
    /// Rows of a full page, as far as it is told.
    let size: Int
    let rows: Int
    let total: Int

    /// Nil for a page that was not asked for by number and size, and for numbers beyond any page.
    init?(_ exchange: Exchange) {
        guard let number = exchange.asked("curPage").flatMap({ Int($0) }), (0...1_000_000).contains(number),
            let asked = exchange.asked("pageSize").flatMap({ Int($0) }), (1...1_000_000).contains(asked),
            let total = exchange.total
        else { return nil }
        (seq, self.number, rows, self.total) = (exchange.seq, number, exchange.rows.count, total)
        let told = exchange.whole("pageSize").flatMap { $0 > 0 ? $0 : nil }
        size = min(asked, told ?? asked)
    }
}

/// One way to read pages: what is counted, which number the first page has, and a size that no page exceeds without a word.
private struct PageReading {
    let counted: Dialect.TotalCount
    let first: Int
    let limit: Int?

    static func all(of pages: [CountedPage]) -> [PageReading] {
        // A page that is shorter than it was asked to be may be the longest that there is.
        let longest = pages.filter { $0.rows < $0.size }.map(\.rows).max() ?? 0
        let limits = longest > 0 && !pages.contains { $0.rows > longest } ? [nil, longest] : [nil]
        return Dialect.TotalCount.allCases.flatMap { counted in
            [0, 1].flatMap { first in limits.map { PageReading(counted: counted, first: first, limit: $0) } }
        }
    }

    func fits(_ page: CountedPage) -> Bool {
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
