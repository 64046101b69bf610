import HESContract
import JSON

extension Invariant {
    static let pagesToTheEnd = Invariant(
        id: "OBS-13",
        level: .must,
        basis: .stated,
        obligation: "O9",
        clause: "§3.4.1, §3.4.2",
        title: "Pages are followed until all rows of total have come",
        expected: "a call for each page, until as many rows came as total says or a page was not full",
        allowed: [
            "any page size", "pages in any order", "a page more than needed", "giving up after a page that failed",
            "asking anew from the first page", "a question that another client answers to the end",
        ],
        hint: "total is the number of all rows that meet the conditions, over all pages.",
        judge: { traffic in
            let runs = PageRun.all(in: traffic)
            // Two clients may ask the same at the same time, and their pages cannot be told apart.
            let answered = Set(runs.filter(\.isComplete).map(\.first.pagesKey))
            let broken = runs.filter { run in
                !answered.contains(run.first.pagesKey) && traffic.isSettled(after: run.last.seq)
            }
            let breaches = broken.map { run in
                let what =
                    "\(run.first.name) has \(run.total) rows, and \(run.rowCount) came in \(run.rows.count) pages of "
                    + "\(run.pageSize); no further page was asked for"
                return Breach(what, from: run.first.seq, to: run.last.reply?.seq ?? run.last.seq)
            }
            return .of(breaches, among: runs.map(\.first.seq), things: "questions of history")
        }
    )
}

/// The calls that ask for the pages of one question: meters, item and window.
private struct PageRun {
    let first: ClientRequest
    var last: ClientRequest
    /// By the number of the page as it was asked for.
    var rows: [Int: Int] = [:]
    var total = 0
    var pageSize = 0
    var isEnded = false

    init(_ request: ClientRequest) {
        (first, last) = (request, request)
        add(request)
    }

    var rowCount: Int { rows.values.reduce(0, +) }
    /// A question whose last page failed is given up rightly.
    var isComplete: Bool { isEnded || rowCount >= total || !last.isAccepted }

    mutating func add(_ request: ClientRequest) {
        last = request
        guard request.isAccepted, let data = request.reply?.data else { return }
        let count = data.member("list")?.value.elements.count ?? 0
        let asked = request.field("pageSize")?.word.flatMap { Int($0) } ?? 0
        pageSize = data.member("pageSize")?.value.word.flatMap { Int($0) } ?? asked
        rows[request.page] = count
        total = max(total, data.member("total")?.value.word.flatMap { Int($0) } ?? 0)
        if count == 0 || count < min(asked, pageSize) { isEnded = true }
    }

    static func all(in traffic: Traffic) -> [PageRun] {
        var runs: [PageRun] = []
        var open: [String: Int] = [:]
        for request in traffic.calls(.historyFrozen, .historySingle) {
            let key = request.pagesKey
            if let index = open[key], request.page > runs[index].first.page || !runs[index].last.isAccepted {
                runs[index].add(request)
            } else {
                open[key] = runs.count
                runs.append(PageRun(request))
            }
        }
        return runs.filter { $0.total > 0 }
    }
}

extension ClientRequest {
    /// The page that it asks for; 1 where it names none.
    fileprivate var page: Int { field("curPage")?.word.flatMap { Int($0) } ?? 1 }

    /// Calls with the same text ask for pages of the same rows.
    fileprivate var pagesKey: String {
        let parts = ["devList", "cgcode", "start", "end"].map { field($0)?.text ?? "" }
        return ([name] + parts).joined(separator: " ")
    }
}
