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
    private var mostMeters = 0
    private var largestPage = 0

    private struct Pages {
        let asked: AskedRows
        var rowCounts: [Int: Int] = [:]
        var total = 0
        var isLastSeen = false

        var isWhole: Bool { isLastSeen || rowCounts.values.reduce(0, +) >= total }
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
        let found = list.list.compactMap { WireRow($0, asked: asked.cgcode) }
        let stamps = stamps(of: asked)
        for row in found { rows.add(row, of: asked.cgcode, on: .history, asked: stamps) }
        pages.rowCounts[asked.curPage] = list.list.count
        pages.total = data.member("total")?.value.wholeNumber ?? pages.total
        let size = data.member("pageSize")?.value.wholeNumber ?? asked.pageSize
        if list.list.count < size { pages.isLastSeen = true }
        largestPage = max(largestPage, list.list.count)
        questions[name] = pages
    }

    /// Only a question whose pages were all asked for says what is missing.
    private mutating func closeQuestions() {
        var cutCount = 0
        for name in questionOrder {
            guard let pages = questions[name] else { continue }
            guard pages.isWhole, let stamps = stamps(of: pages.asked) else {
                cutCount += 1
                continue
            }
            for devAddr in pages.asked.devAddrs {
                rows.addWindow(of: devAddr, pages.asked.cgcode, stamps: stamps, on: .history)
            }
        }
        if cutCount > 0 {
            remarks.append(
                "\(cutCount) questions of history were not asked to their last page: the model has the rest of them."
            )
        }
    }

    private mutating func takeResult(of exchange: Recording.Exchange, _ asked: AskedRows, in recording: Recording) {
        let results = exchange.reply?.planID.map { recording.results(of: $0) } ?? []
        let lists = results.compactMap { $0.push.json?.member("data")?.value.member("list")?.value }
        // Without a result a rule says so; a broken one tells nothing of the meters.
        guard let last = results.last, results.contains(where: { $0.push.json != nil }) else { return }
        let found = lists.flatMap(\.list).compactMap { WireRow($0, asked: asked.cgcode) }
        let window = stamps(of: asked)
        for row in found { rows.add(row, of: asked.cgcode, on: .meter, asked: window) }
        let there = Set(found.map(\.devAddr))
        if exchange.endpoint == .readFrozen {
            guard let window else { return }
            for devAddr in asked.devAddrs { rows.addWindow(of: devAddr, asked.cgcode, stamps: window, on: .meter) }
        } else {
            let begin = exchange.repliedAt ?? exchange.milliseconds
            let span = begin...max(begin, last.milliseconds)
            for devAddr in asked.devAddrs where !there.contains(devAddr) {
                rows.addWindow(of: devAddr, asked.cgcode, stamps: span, on: .meter)
            }
            for devAddr in asked.devAddrs { rows.meet(devAddr) }
        }
    }

    /// The stamps of a window; nil for dates that are none.
    private func stamps(of asked: AskedRows) -> ClosedRange<Int64>? {
        let ends = [asked.start, asked.end].compactMap { $0.flatMap { CivilTime(parsing: $0) } }
            .map { zone.instant(of: $0).milliseconds }
        guard ends.count == 2, ends[0] >= 0, ends[0] <= ends[1] else { return nil }
        return ends[0]...ends[1]
    }

    private mutating func conclude() {
        if unreadable > 0 {
            remarks.append("\(unreadable) answers of history were not kept whole, or had no list of rows.")
        }
        if unknownItems > 0 { remarks.append("\(unknownItems) calls asked for items that §4.2 does not have.") }
        if rows.changedCount > 0 {
            remarks.append("\(rows.changedCount) rows came again with another value: the last one is kept.")
        }
    }
}
