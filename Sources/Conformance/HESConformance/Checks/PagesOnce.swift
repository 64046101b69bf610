import HESContract
import JSON

/// No page of a question that was answered is asked for again.
struct PagesOnce: Check {
    static let type = "pagesOnce"
    static let plane = EvidenceEvent.Plane.wire

    private let scope: Scope

    init(_ reader: ObjectReader) { scope = Scope(reader, isEndpointRequired: true) }

    var steps: [Int]? { scope.steps }
    var expected: String { "every page of \(scope.words) once" }

    func judge(_ evidence: Evidence, in testCase: Case) -> Finding {
        var seen: [(question: String, seq: Int)] = []
        let accepted = scope.requests(evidence).filter(\.isAccepted)
        for request in accepted {
            let question = Self.question(request)
            if let earlier = seen.first(where: { $0.question == question }) {
                let page = request.field("curPage")?.word ?? "?"
                return .fail("page \(page) is asked for again", at: [earlier.seq, request.seq])
            }
            seen.append((question, request.seq))
        }
        return accepted.isEmpty
            ? .notReached("no \(scope.words) was accepted") : .pass("\(accepted.count) pages", at: accepted.map(\.seq))
    }

    private static func question(_ request: ClientRequest) -> String {
        let names = ["devList", "cgcode", "start", "end", "curPage", "pageSize"]
        return names.map { request.field($0)?.word ?? "" }.joined(separator: "\u{1F}")
    }
}
