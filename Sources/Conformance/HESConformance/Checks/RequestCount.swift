import HESContract
import JSON

/// How often a call is made: `min`, `max`, and `meter` if only requests that ask for that meter count.
///
/// Too few is judged once the steps are over.
struct RequestCount: Check {
    static let type = "requestCount"
    static let plane = EvidenceEvent.Plane.wire

    private let scope: Scope
    private let meter: String?
    private let min: Int
    private let max: Int?

    init(_ reader: ObjectReader) {
        scope = Scope(reader, isEndpointRequired: true)
        meter = reader.optionalString("meter")
        min = reader.optionalInteger("min") ?? 0
        max = reader.optionalInteger("max")
        if min == 0, max == nil {
            reader.place.problems.add(reader.place.pointer, expected: "'min' or 'max'", found: "neither")
        }
    }

    var steps: [Int]? { scope.steps }

    var expected: String {
        let bounds = max.map { $0 == min ? "exactly \($0)" : min > 0 ? "\(min) to \($0)" : "at most \($0)" }
        return "\(bounds ?? "at least \(min)") × \(scope.words)" + (meter.map { " for meter \($0)" } ?? "")
    }

    func judge(_ evidence: Evidence, in testCase: Case) -> Finding {
        let requests = scope.requests(evidence).filter { request in meter.map(request.meters.contains) ?? true }
        let seqs = requests.map(\.seq)
        let actual = told(requests.count)
        if let max, requests.count > max { return .fail(actual, at: seqs) }
        guard scope.isSettled(evidence, in: testCase) else {
            return .notReached("the steps did not come to their end", at: seqs)
        }
        return requests.count >= min ? .pass(actual, at: seqs) : .fail(actual, at: seqs)
    }

    /// Such as `two calls of relay were sent`.
    private func told(_ count: Int) -> String {
        let words = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"]
        let number = words.indices.contains(count) ? words[count] : "\(count)"
        return "\(number) \(count == 1 ? "call" : "calls") of \(scope.words) \(count == 1 ? "was" : "were") sent"
            + (meter.map { " for meter \($0)" } ?? "")
    }
}
