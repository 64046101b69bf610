import HESContract

/// What a run says of a HES: each switch of the dialect, each rule of the contract.
package struct Findings: Sendable {
    package let switches: [SwitchFinding]
    package let rules: [RuleFinding]
    /// Whether a token was given, a page of history was answered, and a result was heard.
    package let isEnough: Bool
    /// Which of that was not.
    package let lacking: String
    /// What the run changed and did not see put back, a sentence each.
    package let leftBehind: [String]

    /// `done` are the ids of the probes that were carried out.
    package init(_ talk: Conversation, probes: [Probe], done: [String], of setup: VerificationSetup) {
        let facts = Facts(talk, of: setup)
        leftBehind = talk.leftBehind
        switches = DialectCatalogue.all.map { known in
            let telling = unique(probes.flatMap(\.tells).filter { $0.key == known.name }.map(\.fingerprint.name))
            let judges = FingerprintCatalogue.all.filter { telling.contains($0.name) }
            return SwitchFinding(
                known,
                observations: judges.flatMap { $0.judge(talk) },
                missing: Missing.text(known.name, told: probes, done: done) { !facts.meets($0, of: setup) }
            )
        }
        rules = RuleCatalogue.all.map { RuleFinding($0, on: talk) }
        let gaps = [
            (talk.exchanges.contains { $0.endpoint == .getToken && $0.isAccepted }, "no token was given"),
            (talk.exchanges.contains { $0.isAccepted && !$0.rows.isEmpty }, "no row of history was answered"),
            (talk.steps.contains { !$0.pushes.isEmpty }, "no result was heard at the broker"),
        ]
        isEnough = gaps.allSatisfy(\.0)
        lacking = gaps.filter { !$0.0 }.map(\.1).joined(separator: ", ")
    }

    package subscript(key: String) -> SwitchFinding? { switches.first { $0.key == key } }

    /// Whether something was seen that fits no reading of the document.
    package var isBroken: Bool { switches.contains(where: \.isContradicted) || rules.contains(where: \.isBroken) }

    /// 0 all that was seen fits a dialect, 1 something fits none, 3 too little was seen.
    package var exitCode: Int32 { isBroken ? 1 : isEnough ? 0 : 3 }

    package var observedCount: Int { switches.count { $0.observed != nil } }
}
