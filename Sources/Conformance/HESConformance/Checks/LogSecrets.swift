import HESContract
import JSON

/// No line of the client's stderr holds the password, the secret key or a token; a client that logs nothing passes.
struct LogSecrets: Check {
    static let type = "logSecrets"
    static let plane = EvidenceEvent.Plane.report

    private let scope: Scope

    init(_ reader: ObjectReader) { scope = Scope(reader) }

    var steps: [Int]? { scope.steps }
    let expected = "no password, secret key or token on the client's stderr"

    func judge(_ evidence: Evidence, in testCase: Case) -> Finding {
        let lines = evidence.events.compactMap { event -> (seq: Int, text: String)? in
            if case .driverStderr(let line) = event.kind { (event.seq, line.line) } else { nil }
        }
        for line in lines {
            if let secret = SecretNames.first(in: line.text) { return .fail("a line holds \(secret)", at: [line.seq]) }
        }
        guard scope.isSettled(evidence, in: testCase) else { return .notReached("the steps did not come to their end") }
        return .pass("\(lines.count) lines", at: lines.map(\.seq))
    }
}
