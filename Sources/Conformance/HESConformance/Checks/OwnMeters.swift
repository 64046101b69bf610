import HESContract
import JSON

/// Each of several operations reports rows of exactly the meters that it asked for, although the results came in another order
/// than the plans were made.
///
/// If the results came in the order of their plans it is not reached.
struct OwnMeters: Check {
    static let type = "ownMeters"
    static let plane = EvidenceEvent.Plane.report

    private let scope: Scope

    init(_ reader: ObjectReader) { scope = Scope(reader) }

    var steps: [Int]? { scope.steps }
    var expected: String { "rows of its own meters in every operation\(scope.place)" }

    func judge(_ evidence: Evidence, in testCase: Case) -> Finding {
        let pushes = scope.pushes(evidence).filter(\.isSubscribed)
        let isSwapped = zip(pushes, pushes.dropFirst()).contains { earlier, later in
            (earlier.request?.seq ?? 0) > (later.request?.seq ?? .max)
        }
        guard isSwapped else { return .notReached("no result came before that of an earlier plan") }
        return scope.judgeEach(scope.operations(evidence)) { operation in
            let own = operation.asked
            let reported = operation.rows.compactMap { $0.meter?.word }
            if let other = reported.first(where: { !own.contains($0) }) { return "a row of \(other) for another meter" }
            let missing = own.filter { !reported.contains($0) }
            return missing.isEmpty ? nil : "no row of \(missing.joined(separator: ", "))"
        }
    }
}

extension Operation {
    /// The meters that it was sent with.
    fileprivate var asked: [String] {
        let arguments = sent.message.member("args")?.value
        return (arguments?.member("meters")?.value.elements ?? []).compactMap(\.word)
    }
}
