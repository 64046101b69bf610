import HESContract
import JSON

/// Pages are asked for until `total` is covered (§3.4.2): as many different rows came as the largest `total` says.
///
/// Page size, windows and order are free.
struct PagesCovered: Check {
    static let type = "pagesCovered"
    static let plane = EvidenceEvent.Plane.wire

    private let scope: Scope

    init(_ reader: ObjectReader) { scope = Scope(reader, isEndpointRequired: true) }

    var steps: [Int]? { scope.steps }
    var expected: String { "pages of \(scope.words) until all rows of 'total' have come" }

    func judge(_ evidence: Evidence, in testCase: Case) -> Finding {
        let accepted = scope.requests(evidence).filter(\.isAccepted)
        let totals = accepted.compactMap { $0.reply?.data?.member("total")?.value.word }.compactMap { Int($0) }
        guard let total = totals.max() else { return .notReached("no \(scope.words) was answered with a total") }
        let count = Set(accepted.flatMap(\.deliveredKeys)).count
        let seqs = accepted.map(\.seq)
        if count >= total { return .pass("\(count) rows came in \(accepted.count) pages, total is \(total)", at: seqs) }
        guard scope.isSettled(evidence, in: testCase) else { return .notReached("the steps did not come to their end") }
        return .fail("\(count) rows came in \(accepted.count) pages, total is \(total)", at: seqs)
    }
}
