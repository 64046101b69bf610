/// The result of one check on the evidence.
package struct CheckResult: Sendable, Hashable {
    package var check: String
    package var level: Level
    package var verdict: CheckVerdict
    package var plane: EvidenceEvent.Plane
    /// What was required, in words.
    package var expected: String
    /// What was seen, in words.
    package var actual: String
    /// Numbers of the decisive events.
    package var events: [Int]

    package init(
        check: String,
        level: Level,
        verdict: CheckVerdict,
        plane: EvidenceEvent.Plane,
        expected: String,
        actual: String,
        events: [Int] = []
    ) {
        self.check = check
        self.level = level
        self.verdict = verdict
        self.plane = plane
        self.expected = expected
        self.actual = actual
        self.events = events
    }
}

/// The verdict on one case under one dialect pack; a pure function of the case and its evidence.
package struct CaseResult: Sendable, Hashable {
    package var caseID: String
    package var pack: String
    package var level: Level
    package var basis: Basis
    /// Such as `O11`, or `practice`.
    package var obligation: String
    package var clause: String
    package var title: String
    package var verdict: Verdict
    package var cause: FailureCause?
    /// One sentence: why it is not a pass; empty for a pass.
    package var reason: String
    package var checks: [CheckResult]
    /// What to look at to fix it; empty for a pass.
    package var hint: String
    /// The command that runs this case alone; filled in by the runner.
    package var reproduce = ""
    /// Name of its file of evidence; the results of an observation share one.
    package var evidenceName: String

    package init(
        caseID: String,
        pack: String,
        level: Level,
        basis: Basis,
        obligation: String,
        clause: String,
        title: String,
        verdict: Verdict,
        cause: FailureCause? = nil,
        reason: String = "",
        checks: [CheckResult] = [],
        hint: String = ""
    ) {
        self.caseID = caseID
        self.pack = pack
        self.level = level
        self.basis = basis
        self.obligation = obligation
        self.clause = clause
        self.title = title
        self.verdict = verdict
        self.cause = cause
        self.reason = reason
        self.checks = checks
        self.hint = hint
        evidenceName = pack == "default" ? caseID : "\(caseID)@\(pack)"
    }

    package init(
        of testCase: Case,
        pack: String,
        verdict: Verdict,
        cause: FailureCause? = nil,
        reason: String,
        checks: [CheckResult] = [],
        hint: String = ""
    ) {
        self.init(
            caseID: testCase.id,
            pack: pack,
            level: testCase.level,
            basis: testCase.basis,
            obligation: testCase.obligation,
            clause: testCase.clause,
            title: testCase.title,
            verdict: verdict,
            cause: cause,
            reason: reason,
            checks: checks,
            hint: hint
        )
    }

    /// The result of a case that was not run.
    package init(notRun testCase: Case, pack: String) {
        let reason = "the client did not get through the canary case"
        self.init(of: testCase, pack: pack, verdict: .notRun, reason: reason, hint: "see CANARY-01")
    }

    /// Such as `READ-01`, or `READ-01@tables` under another pack than `default`; the name of its evidence file.
    package var name: String { pack == "default" ? caseID : "\(caseID)@\(pack)" }
}
