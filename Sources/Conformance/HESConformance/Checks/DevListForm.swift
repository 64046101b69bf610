import HESContract
import JSON

/// `devList` is one string of numbers with commas between (§3.2.1); blanks around a number are free.
struct DevListForm: Check {
    static let type = "devListForm"
    static let plane = EvidenceEvent.Plane.wire

    private let scope: Scope

    init(_ reader: ObjectReader) { scope = Scope(reader, isEndpointRequired: true) }

    var steps: [Int]? { scope.steps }
    var expected: String { "\(scope.words) with devList as one string, the numbers separated by commas" }

    func judge(_ evidence: Evidence, in testCase: Case) -> Finding {
        scope.judgeEach(evidence) { request in
            guard let list = request.field("devList") else { return "there is no devList" }
            guard let text = list.string else { return "devList is \(list.excerpt)" }
            return Self.isList(text) ? nil : "devList is \"\(text)\""
        }
    }

    private static func isList(_ text: String) -> Bool {
        text.split(separator: ",", omittingEmptySubsequences: false).allSatisfy { part in
            let number = part.split(separator: " ")
            return number.count == 1 && number[0].utf8.allSatisfy { (0x30...0x39).contains($0) }
        }
    }
}
