import HESContract
import HESFaults
import HESSimulation
import JSON
import SimulationKernel

/// Rules that other rules leave nothing to do.
extension EffectWarnings {
    /// Warns of rules that can never change anything because another rule always acts.
    ///
    /// A rule with an error is not what it is meant to be, so that a document with errors is left alone.
    func warnOfShadowed(_ rules: [PlacedRule]) {
        guard let first = rules.first, !first.place.problems.hasErrors else { return }
        for (index, placed) in rules.enumerated() {
            let others = rules.enumerated().filter { $0.offset != index }
            guard
                let (offset, other) = others.first(where: {
                    shadows($0.element, over: placed, isEarlier: $0.offset < index)
                })
            else { continue }
            let order = offset < index ? "before" : "after"
            placed.place.warn(
                expected: "a rule that can take effect",
                found: "one to which rule '\(other.rule.id)' \(order) it leaves nothing"
            )
        }
    }

    /// Whether a rule leaves another one nothing to do; `isEarlier` is about the first of them.
    private func shadows(_ rule: PlacedRule, over other: PlacedRule, isEarlier: Bool) -> Bool {
        let cover = RuleCover(outer: rule, inner: other, tenantCode: tenantCode, start: start)
        switch (rule.shadow, other.layer) {
        case (.calls, .field), (.calls, .push): return cover.holdsBeforehand
        case (.reads(let types), .field) where !other.actsOnRows:
            // An equal effect is the later one's fault.
            let isEqual = other.rule.type == rule.rule.type
            return types.contains(other.rule.type) && (isEarlier || !isEqual) && cover.holds
        case (.reads, .field):
            return other.concernedEndpoints.allSatisfy { $0 == .readFrozen || $0 == .readSingle } && cover.holds
        case (.archives(let types), .field):
            let areArchives = other.concernedEndpoints.allSatisfy { $0 == .addArchive || $0 == .removeArchive }
            return areArchives && types.contains(other.rule.type) && isEarlier && cover.holds
        case (.pushes, .push):
            let type = other.rule.type
            guard type != "pushBeforeReply", type != rule.rule.type || isEarlier else { return false }
            return (type != "pushForeign" || !isEarlier) && cover.holds
        case (.rows, .field) where other.actsOnRows:
            let areComposite = other.concernedEndpoints.allSatisfy { $0 == .readFrozen || $0 == .historyFrozen }
            return areComposite && (isEarlier || other.rule.type != rule.rule.type) && cover.holdsBeforehand
        case (_, .reply) where rule.givesBody && !isEarlier:
            return ["replyEmpty", "replyGarbage"].contains(other.rule.type) && cover.holds
        default: return false
        }
    }
}

extension PlacedRule {
    /// What a rule takes from others for good.
    fileprivate enum Shadow {
        /// The call is not carried out: no plan, no rows.
        case calls
        /// No meter answers; these effects change nothing of that.
        case reads([String])
        /// The DCU refuses for more than one reason.
        case archives([String])
        /// No message is left.
        case pushes
        /// No row is left.
        case rows
        case nothing
    }

    /// Whether the answer has a body of the rule's, in place of one that an earlier rule gave it.
    fileprivate var givesBody: Bool { ["replyCode", "replyStatus", "replyEmpty", "replyGarbage"].contains(rule.type) }

    fileprivate var shadow: Shadow {
        let breakers = ["relayRefuses", "relayArmsOnly", "relayAnswerLost"]
        let archives = ["archiveFull", "archiveRefuses"]
        switch rule.type {
        case "replyCode", "replyStatus": return .calls
        case "replyReset":
            if case .bool(false) = place.member("effect")?.member("execute")?.node.value { return .calls }
            return .nothing
        case "meterOffline": return .reads(breakers + ["meterOffline"])
        case "dcuOffline": return .reads(breakers + archives + ["dcuOffline"])
        case "archiveFull", "archiveRefuses": return .archives(archives + ["dcuOffline"])
        case "pushDrop": return .pushes
        case "missingRows" where rule.effect.ofRows?.share == 1: return .rows
        default: return .nothing
        }
    }
}
