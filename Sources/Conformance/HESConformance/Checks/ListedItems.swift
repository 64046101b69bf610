import HESContract
import JSON

/// Only items that the table of §4.2 lists are asked for; 5100 to 5103 stand in examples alone.
struct ListedItems: Check {
    static let type = "listedItems"
    static let plane = EvidenceEvent.Plane.wire

    private let scope: Scope
    private static let unlisted: [Cgcode] = [
        .activeMaxDemandTariff1, .activeMaxDemandTariff2, .activeMaxDemandTariff3, .activeMaxDemandTariff4,
    ]

    init(_ reader: ObjectReader) { scope = Scope(reader) }

    var steps: [Int]? { scope.steps }
    var expected: String { "items of §4.2 alone in \(scope.words)" }

    func judge(_ evidence: Evidence, in testCase: Case) -> Finding {
        scope.judgeEach(scope.requests(evidence).filter { $0.field("cgcode") != nil }) { request in
            let item = request.field("cgcode")?.word ?? ""
            let isListed = Cgcode(rawValue: item).map { !Self.unlisted.contains($0) } ?? false
            return isListed ? nil : "cgcode '\(item)'"
        }
    }
}
