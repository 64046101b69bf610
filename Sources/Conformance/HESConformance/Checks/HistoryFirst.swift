import HESContract
import JSON

/// A meter is asked for in history, and answered, before it is read (§4.1 "first invoke API (obtain historical data)").
struct HistoryFirst: Check {
    static let type = "historyFirst"
    static let plane = EvidenceEvent.Plane.wire

    private let scope: Scope

    init(_ reader: ObjectReader) { scope = Scope(reader) }

    var steps: [Int]? { scope.steps }
    var expected: String { "history before any reading of a meter" }

    func judge(_ evidence: Evidence, in testCase: Case) -> Finding {
        let requests = scope.requests(evidence)
        let reads = requests.filter { Self.named([.readFrozen, .readSingle], by: $0) }
        let histories = requests.filter { Self.named([.historyFrozen, .historySingle], by: $0) && $0.isAccepted }
        return scope.judgeEach(reads) { read in
            let known = histories.filter { ($0.reply?.seq ?? .max) < read.seq }.flatMap(\.meters)
            return read.meters.first { !known.contains($0) }.map { "meter \($0) is read, and history was not asked" }
        }
    }

    private static func named(_ endpoints: [Endpoint], by request: ClientRequest) -> Bool {
        request.endpoint.map(endpoints.contains) ?? false
    }
}
