package import JSON

/// One kind of requirement, with the parameters of a case file's entry; a file each, and a line in ``CheckCatalogue``.
package protocol Check: Sendable {
    /// Its name, which a case file gives as `check`.
    static var type: String { get }
    /// Where it looks: `report` is what the client says of itself.
    static var plane: EvidenceEvent.Plane { get }

    init(_ reader: ObjectReader)

    /// What is required, in words.
    var expected: String { get }
    /// Steps that it looks at, nil for all; the linter checks that the case has them.
    var steps: [Int]? { get }

    func judge(_ evidence: Evidence, in testCase: Case) -> Finding
}

extension Check {
    package var steps: [Int]? { nil }
}

/// What a check saw.
package struct Finding: Sendable, Hashable {
    package var verdict: CheckVerdict
    /// What was seen, in words.
    package var actual: String
    /// Numbers of the decisive events.
    package var events: [Int]

    package static func pass(_ actual: String, at events: [Int] = []) -> Finding {
        Finding(verdict: .pass, actual: actual, events: events)
    }

    package static func fail(_ actual: String, at events: [Int] = []) -> Finding {
        Finding(verdict: .fail, actual: actual, events: events)
    }

    /// The case did not come far enough to judge it.
    package static func notReached(_ actual: String, at events: [Int] = []) -> Finding {
        Finding(verdict: .notReached, actual: actual, events: events)
    }
}

/// A check as one case asks for it.
package struct CaseCheck: Sendable {
    package let id: String
    package let level: Level
    /// The check applies only to clients that have it; nil for all clients.
    package let capability: Capability?
    package let check: any Check

    package var type: String { Swift.type(of: check).type }
    package var plane: EvidenceEvent.Plane { Swift.type(of: check).plane }

    /// What fails keeps the numbers of its events; what passes has those that are the same in every run.
    package func judge(_ evidence: Evidence, in testCase: Case) -> CheckResult {
        var finding = finding(evidence, in: testCase)
        if finding.verdict == .pass { finding.events = evidence.anchors(of: finding.events) }
        return result(finding)
    }

    func result(_ finding: Finding) -> CheckResult {
        CheckResult(
            check: id,
            level: level,
            verdict: finding.verdict,
            plane: plane,
            expected: check.expected,
            actual: finding.actual,
            events: finding.events
        )
    }

    private func finding(_ evidence: Evidence, in testCase: Case) -> Finding {
        if let capability, Declaration(evidence).lacks(capability, by: evidence) {
            return Finding(verdict: .notApplicable, actual: "the client has no '\(capability)'", events: [])
        }
        return check.judge(evidence, in: testCase)
    }
}
