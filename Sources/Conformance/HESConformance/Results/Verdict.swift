/// The verdict on a case, `error` and then the worst first; `conformance.md` §3 fixes the words.
package enum Verdict: String, CaseIterable, Sendable, Comparable {
    /// A fault of the suite: what it was to deliver was not delivered, or the judge could not judge.
    case error
    /// A MUST failed.
    case fail
    /// A mandatory operation that the client declared absent or answered `unsupported`.
    case unimplemented
    /// A prerequisite was not observed.
    case inconclusive
    /// Only a SHOULD failed.
    case warn
    case pass
    case notApplicable = "not-applicable"
    case notRun = "not-run"

    /// A worse verdict is less.
    package static func < (one: Verdict, other: Verdict) -> Bool { one.rank < other.rank }

    private var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}

/// Why a case failed.
package enum FailureCause: String, Sendable {
    case assertion, crash, timeout, `protocol`
    case overClaimed = "over-claimed"
}

/// The verdict of one check.
package enum CheckVerdict: String, Sendable {
    case pass, fail
    case notReached = "not-reached"
    case notApplicable = "not-applicable"
    case notObservable = "not-observable"
}

package enum Level: String, Sendable, CaseIterable { case must, should }

/// What a requirement rests on; `practice` is never must.
package enum Basis: String, Sendable, CaseIterable { case stated, derived, practice }
