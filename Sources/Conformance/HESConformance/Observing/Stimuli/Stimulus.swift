package import HESContract
package import JSON

/// The fault of a case, armed for one transaction of a running system, and what the system must not do after it.
///
/// Always of level should: what the system was about to do is unknown, so that its reaction proves no breach of a stated
/// obligation.
package struct Stimulus: Sendable {
    /// Of the case of the catalogue whose fault it is.
    package let id: String
    /// Section of the vendor's document.
    package let clause: String
    package let title: String
    /// The next of these calls is hit.
    package let endpoints: [Endpoint]
    /// As in a rule of a scenario file.
    let effect: JSONValue
    /// Further members of the rule's `match`.
    var further: [(String, JSONValue)] = []
    /// Calls that are left alone first.
    var skip = 0
    /// What is required after the fault, in words.
    package let expected: String
    /// What a system is free to choose, a phrase each.
    package let allowed: [String]
    /// For the author of a client that fails.
    package let hint: String
    let judge: @Sendable (Reaction) -> Finding

    /// The rule of a scenario file, for one transaction.
    package var rule: JSONValue {
        let calls = JSONValue.words(endpoints.map(\.rawValue))
        return [
            "id": .string(ruleID), "match": .members([("endpoint", calls)] + further),
            "when": ["skip": .number("\(skip)"), "times": 1], "effect": effect,
        ]
    }

    package var ruleID: String { "observe-\(id)" }

    /// `do` of the step in which it is armed; what follows the fault is watched for so many real seconds.
    package func step(reaction: Int) -> JSONValue {
        ["arm": .string(id), "rule": rule, "reaction": .number("\(reaction)")]
    }

    /// Such as `readFrozen or readSingle`.
    package var callWords: String { endpoints.map(\.rawValue).joined(separator: " or ") }
}

extension Stimulus: CustomStringConvertible {
    package var description: String { id }
}

extension Stimulus {
    /// The verdict of a pure function of the evidence.
    func result(on traffic: Traffic) -> CaseResult {
        let turns = StimulusTurn.all(of: self, in: traffic)
        let reaction = turns.firstValue { Reaction(self, in: $0, of: traffic) }
        let finding = reaction.map(judge) ?? .notReached(Self.absence(of: self, in: turns, of: traffic))
        var result = CaseResult(
            caseID: id,
            pack: "default",
            level: .should,
            basis: .practice,
            obligation: "practice",
            clause: clause,
            title: title,
            verdict: Observation.verdict(of: finding, level: .should)
        )
        result.conclude(finding, check: "reaction", expected: expected, hint: hint)
        return result
    }

    /// Such as "waited for relay in 2 turns, saw getToken 1, readSingle 4".
    private static func absence(of stimulus: Stimulus, in turns: [StimulusTurn], of traffic: Traffic) -> String {
        guard !turns.isEmpty else { return "the window ended before its turn" }
        let calls = traffic.calls.filter { call in turns.contains { $0.contains(call.seq) } }
        let counts = Endpoint.allCases.compactMap { endpoint -> String? in
            let count = calls.count { $0.endpoint == endpoint }
            return count == 0 ? nil : "\(endpoint.rawValue) \(count)"
        }
        let seen = counts.isEmpty ? "no call" : counts.joined(separator: ", ")
        let trigger = turns.compactMap(\.triggerFailure).last.map { "; the trigger \($0)" } ?? ""
        return
            "waited for \(stimulus.callWords) in \(turns.count) turn\(turns.count == 1 ? "" : "s"), saw \(seen)\(trigger)"
    }
}
