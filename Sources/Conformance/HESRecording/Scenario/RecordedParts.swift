import HESConformance
import HESContract
import JSON
import SimulationKernel

/// What a recording says of rows: those that were answered, and the windows in which there were no others.
struct RecordedParts {
    let zone: WorldZone
    private(set) var rows = RecordedLines()
    private(set) var remarks: [String] = []
    /// Pages of one question, by its words.
    private var questions: [String: Pages] = [:]
    private var questionOrder: [String] = []
    private var unreadable = 0
    private var unknownItems = 0
    private var foreignRows = 0
    private var foreignWindows = 0
    private var mostMeters = 0
    private var largestPage = 0

    /// The pages of one question.
    private struct Pages {
        let asked: AskedRows
        var rowCounts: [Int: Int] = [:]
        /// nil if no answer had it.
        var total: Int?
        /// Rows of a page as the answers say; nil if none does.
        var size: Int?

        private var rowCount: Int { rowCounts.values.reduce(0, +) }
        /// An empty page, with all before it: there is no more, also where the total says so.
        private var isEndSeen: Bool {
            rowCounts.contains { page, count in
                count == 0 && page > 1 && (1..<min(page, 100_000)).allSatisfy { rowCounts[$0] != nil }
            }
        }
        /// Full pages of another size than was asked for.
        private var isClamped: Bool {
            guard let size, size > 0, size < asked.pageSize else { return false }
            return rowCounts.count == 1 && rowCount >= size
        }

        /// The total is believed where it exceeds the rows, else the size that the answers say.
        var isWhole: Bool {
            if isEndSeen { return true }
            if let total { return rowCount >= total && !isClamped }
            return rowCounts.values.contains { $0 < size ?? asked.pageSize }
        }

        /// Whether a page has fewer rows than were asked for, though there are more.
        var isShort: Bool { !isWhole && rowCounts.values.contains { $0 > 0 && $0 < asked.pageSize } }
    }

    init(zone: WorldZone) { self.zone = zone }

    mutating func take(_ recording: Recording) {
        for exchange in recording.exchanges where exchange.isAccepted {
            guard let endpoint = exchange.endpoint, let asked = AskedRows(exchange.request.json) else { continue }
            guard Cgcode(rawValue: asked.cgcode) != nil else {
                unknownItems += 1
                continue
            }
            mostMeters = max(mostMeters, asked.devAddrs.count)
            switch endpoint {
            case .historyFrozen, .historySingle: takePage(exchange, of: asked)
            case .readFrozen, .readSingle: takeResult(of: exchange, asked, in: recording)
            default: continue
            }
        }
        closeQuestions()
        conclude()
    }

    /// Limits that the recorded calls were beyond the simulator's; nil for none.
    var limits: JSONValue? {
        var members: [(String, JSONValue)] = []
        if mostMeters > 500 { members.append(("maxMeters", .number("\(mostMeters)"))) }
        if largestPage > 1000 { members.append(("maxPageSize", .number("\(min(largestPage, 10_000))"))) }
        return members.isEmpty ? nil : .members(members)
    }

    private mutating func takePage(_ exchange: Recording.Exchange, of asked: AskedRows) {
        guard let data = exchange.data, let list = data.member("list")?.value else {
            unreadable += 1
            return
        }
        let name = "\(asked.devAddrs) \(asked.cgcode) \(asked.start ?? "") \(asked.end ?? "") \(asked.pageSize)"
        if questions[name] == nil { questionOrder.append(name) }
        var pages = questions[name] ?? Pages(asked: asked)
        let found = rows(of: list.list, asked)
        let stamps = stamps(of: asked)
        for row in found { rows.add(row, of: asked.cgcode, on: .history, asked: stamps) }
        pages.rowCounts[asked.curPage] = list.list.count
        pages.total = data.member("total")?.value.wholeNumber ?? pages.total
        pages.size = data.member("pageSize")?.value.wholeNumber ?? pages.size
        largestPage = max(largestPage, list.list.count)
        questions[name] = pages
    }

    /// The rows that a scenario can have; others are counted.
    private mutating func rows(of list: [JSONValue], _ asked: AskedRows) -> [WireRow] {
        list.compactMap { json in
            if let row = WireRow(json, asked: asked.cgcode), row.fits(asked.cgcode) { return row }
            foreignRows += 1
            return nil
        }
    }

    /// Only a question whose pages were all asked for says what is missing.
    private mutating func closeQuestions() {
        var (cutCount, shortCount) = (0, 0)
        for name in questionOrder {
            guard let pages = questions[name] else { continue }
            guard pages.isWhole else {
                (cutCount, shortCount) = (cutCount + 1, shortCount + (pages.isShort ? 1 : 0))
                continue
            }
            guard let stamps = stamps(of: pages.asked) else {
                foreignWindows += 1
                continue
            }
            for devAddr in pages.asked.devAddrs where MeterNumber.isPossible(devAddr) {
                rows.addWindow(of: devAddr, pages.asked.cgcode, stamps: stamps, on: .history)
            }
        }
        if cutCount > 0 {
            let questions = cutCount.counted(
                "question of history was not asked to its last page",
                plural: "questions of history were not asked to their last page"
            )
            remarks.append("\(questions): the model has the rest.")
        }
        if shortCount > 0 {
            remarks.append(
                "In \(shortCount) of them a page had fewer rows than were asked for, and its total said more."
            )
        }
    }

    private mutating func takeResult(of exchange: Recording.Exchange, _ asked: AskedRows, in recording: Recording) {
        let results = exchange.reply?.planID.map { recording.results(of: $0) } ?? []
        let lists = results.compactMap { $0.push.json?.member("data")?.value.member("list")?.value }
        // Without a result a rule says so.
        guard let last = results.last else { return }
        let found = rows(of: lists.flatMap(\.list), asked)
        let window = stamps(of: asked)
        for row in found { rows.add(row, of: asked.cgcode, on: .meter, asked: window) }
        // A broken message tells nothing of the meters that are missing.
        guard !recording.hasBrokenResult(exchange) else { return }
        let meters = asked.devAddrs.filter(MeterNumber.isPossible)
        // Also of rows that a scenario cannot have: the meter was not silent.
        let there = Set(lists.flatMap(\.list).compactMap { $0.member("devAddr")?.value.wordOrDigits })
        if exchange.endpoint == .readFrozen {
            guard let window else {
                foreignWindows += 1
                return
            }
            for devAddr in meters { rows.addWindow(of: devAddr, asked.cgcode, stamps: window, on: .meter) }
        } else {
            let begin = exchange.repliedAt ?? exchange.milliseconds
            let span = begin...max(begin, last.milliseconds)
            for devAddr in meters where !there.contains(devAddr) {
                rows.addWindow(of: devAddr, asked.cgcode, stamps: span, on: .meter)
            }
            for devAddr in meters { rows.meet(devAddr) }
        }
    }

    /// The stamps of a window, as far as scenarios have stamps; nil for dates that are none.
    private func stamps(of asked: AskedRows) -> ClosedRange<Int64>? {
        let ends = [asked.start, asked.end].compactMap { $0.flatMap { CivilTime(parsing: $0) } }
            .map { zone.instant(of: $0).milliseconds }
        guard ends.count == 2, WireRow.stamps.contains(ends[0]), ends[0] <= ends[1] else { return nil }
        return ends[0]...min(ends[1], WireRow.stamps.upperBound)
    }

    private mutating func conclude() {
        tell(unreadable, of: "answer", what: "of history not kept whole, or without a list of rows.")
        tell(unknownItems, of: "call", what: "asked for items that §4.2 does not have.")
        tell(foreignRows, of: "row", what: "with stamps, items or values that no scenario has.")
        tell(foreignWindows, of: "question", what: "had no two dates: only the rows are kept.")
        let lost = "more than \(RecordedLines.most) that a scenario has."
        tell(rows.lostCount, of: "row or window", plural: "rows and windows", what: lost)
        tell(rows.changedCount, of: "row", what: "came again with another value: the last one is kept.")
    }

    private mutating func tell(_ count: Int, of one: String, plural many: String? = nil, what: String) {
        if count > 0 { remarks.append("\(count.counted(one, plural: many)) \(what)") }
    }
}
