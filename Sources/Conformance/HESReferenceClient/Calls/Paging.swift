import HESContract

/// A page as the HES sent it.
struct ReceivedPage: Sendable {
    /// nil if the answer has none that can be read.
    var total: Int?
    /// As echoed; nil if absent.
    var pageSize: Int?
    /// One text for each row.
    var keys: [String]
}

/// Follows pages until everything is there: decides which page is next, sends nothing.
///
/// A HES may clamp the size in silence, echo pages from 0, count wrongly, or repeat its last page for ever.
struct Paging: Sendable {
    enum Step: Equatable {
        case ask(page: Int, size: Int)
        case done
    }

    let defects: Defects
    private(set) var page = 1
    private(set) var size: Int
    private(set) var total: Int?
    /// Rows that came, repetitions counted.
    private(set) var rowCount = 0
    private var seen: Set<String> = []
    private var lastKeys: [String] = []
    private var pagesAsked = 0
    private let askedSize: Int

    init(pageSize: Int, defects: Defects = []) {
        size = max(1, pageSize)
        askedSize = size
        self.defects = defects
    }

    var first: Step { .ask(page: 1, size: size) }
    var uniqueCount: Int { seen.count }

    /// Whether rows came twice and others not at all, as from a HES whose order changes between pages.
    var hasGap: Bool {
        rowCount > seen.count && seen.count < (total ?? 0) && !defects.contains(.concatenatesPages)
    }

    /// What to ask after this page.
    mutating func take(_ answer: ReceivedPage) -> Step {
        pagesAsked += 1
        total = answer.total ?? total
        let isRepetition = answer.keys == lastKeys
        let newCount = answer.keys.reduce(0) { seen.insert($1).inserted ? $0 + 1 : $0 }
        lastKeys = answer.keys
        if answer.keys.isEmpty, !isCovered, pagesAsked < 20, defects.contains(.endlessPaging) {
            page += 1
            return .ask(page: page, size: size)
        }
        guard !answer.keys.isEmpty, !(newCount == 0 && (isRepetition || isCovered)) else { return .done }
        rowCount += answer.keys.count
        if let echoed = answer.pageSize, (1..<size).contains(echoed), page == 1 { size = echoed }
        guard mustGoOn(answer), pagesAsked < Self.mostPages, !defects.contains(.firstPageOnly) else { return .done }
        page += 1
        return .ask(page: page, size: size)
    }

    /// Whether a refusal of the page that was asked for is only the end of the list.
    var isPastEnd: Bool { page > 1 && isCovered }

    /// Begins at the first page again, with a page size for all rows if that is possible.
    mutating func again() -> Step {
        page = 1
        size = max(size, min(1000, total ?? size))
        lastKeys = []
        rowCount = 0
        return .ask(page: 1, size: size)
    }

    private var isCovered: Bool { seen.count >= (total ?? 0) }

    private func mustGoOn(_ answer: ReceivedPage) -> Bool {
        if !isCovered {
            if page * askedSize >= (total ?? 0), defects.contains(.askedPageSize) { return false }
            return rowCount < (total ?? 0) || !defects.contains(.concatenatesPages)
        }
        return (answer.keys.count >= size || mayBeClamped(answer)) && !defects.contains(.truncatesToTotal)
    }

    /// Whether the HES may have cut the page size in silence and counted this page alone: a first page of a round number of
    /// rows.
    private func mayBeClamped(_ answer: ReceivedPage) -> Bool {
        page == 1 && answer.keys.count % 10 == 0 && answer.keys.count == total
    }

    /// Most pages of one list: a million rows in pages of a hundred.
    private static let mostPages = 10_000
}
