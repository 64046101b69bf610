import HESContract

/// Why a switch has more than one value left.
enum Missing {
    /// What no probe of one evening can tell, by switch.
    static let limits: [String: String] = [
        "pushOverflow": "needs a result that is larger than the HES's limit of a push, which no document names",
        "pushTiming":
            "afterReply and immediate look the same for a late result, and order of arrival is none of sending for one that comes little before its answer",
        "topicKey": "asExample and asTable differ in addArchive alone (--writes archive)",
        "tokenRenewal": "sliding and onUse differ after a token's whole life alone (--slow)",
        "tokenPlace": "bodyOnly and asExample differ in removeArchive alone (--writes archive)",
        "backfill": "delayed and never differ after ten minutes (--slow)",
        "absentPhase": "needs a meter with one phase among --meters",
        "pushParts": "needs four meters of two DCUs among --meters, and both archives (--dcu twice)",
        "failedMeter": "needs a meter that fails in its plan, which an unknown number does not do here",
        "statusRule": "needs a result in which some meters fail and others do not",
        "emptyList": "needs a result without a row",
        "freezeLabel": "needs registers that move from day to day",
        "profileStamp": "needs registers that move from interval to interval",
        "demandReset": "needs ten days of one month with demand",
        "instantStamp": "needs three meters of one DCU that take a second or more to read",
        "historySpan":
            "the windows that were asked do not tell them apart: the HES cuts long ones, or takes none that is old or ends in the future",
        "tokenError": "code401 and http401 look the same where failures have a mapped status",
        "expireIn": "a number of this size may be seconds or milliseconds",
    ]

    /// For people.
    static func text(
        _ key: String,
        told probes: [Probe],
        done: [String],
        unmet: (Need) -> Bool
    ) -> String {
        let telling = probes.filter { $0.tells.contains { $0.key == key } }
        guard !telling.isEmpty else { return limits[key] ?? "not observable yet: no probe" }
        let waiting = telling.filter { !done.contains($0.id) }
        let needs = unique(waiting.flatMap(\.needs).filter(unmet)).map(\.text)
        if waiting.count == telling.count {
            return needs.isEmpty ? "not asked: the run ended before" : "needs \(needs.joined(separator: ", "))"
        }
        let limit = limits[key] ?? "the answers that came tell no more"
        return needs.isEmpty ? limit : "\(limit); a further probe needs \(needs.joined(separator: ", "))"
    }
}
