/// What to look at first, by the cause that was seen; the case's own hint is about its checks.
struct Hint {
    private let testCase: Case
    private let evidence: Evidence

    init(of testCase: Case, in evidence: Evidence) {
        self.testCase = testCase
        self.evidence = evidence
    }

    /// Empty for a pass.
    func text(for verdict: Verdict, because cause: FailureCause?) -> String {
        switch (verdict, cause) {
        case (.pass, _): ""
        case (_, .crash):
            "The client's process ended while the case ran: its stderr is at the end of the evidence file."
        case (_, .timeout):
            "The client did not answer in time: 'deadlines' of case.begin has the limits, and no wait may be longer."
        case (_, .protocol):
            "The driver broke the protocol: 'hes-sim conformance driver-check -- COMMAND' tests that layer alone."
        case (_, .overClaimed):
            "Answer the operation, or declare the capability absent in hello.ok."
        case (.inconclusive, _): unheard.map { "\($0). \(testCase.hint)" } ?? testCase.hint
        default: testCase.hint
        }
    }

    /// The first result that was published while no subscription matched its topic.
    private var unheard: String? {
        evidence.pushes.first { $0.request?.isFence == false && !$0.isSubscribed }?.unheard
    }
}

extension PlanPush {
    /// Which topic was published, and what was subscribed to then; nil if the client was subscribed to the topic.
    var unheard: String? {
        guard !isSubscribed else { return nil }
        let subscribed = filters.isEmpty ? "nothing" : filters.map { "'\($0)'" }.joined(separator: ", ")
        return "The result of plan \(planID ?? "?") was published on '\(topic)', subscribed was \(subscribed)"
    }
}
