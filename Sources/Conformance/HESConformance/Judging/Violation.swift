import HESContract
import JSON

/// A crash, a time-out, a breach of the protocol or an over-claim: fails a case before its checks are weighed.
struct Violation {
    let cause: FailureCause
    let what: String
    let seq: Int

    /// The first one in the order of events.
    static func first(in evidence: Evidence) -> Violation? {
        let driver = evidence.events.lazy.compactMap(violation).first
        let claim = overClaim(in: evidence)
        guard let driver, let claim else { return driver ?? claim }
        return driver.seq < claim.seq ? driver : claim
    }

    private static func violation(_ event: EvidenceEvent) -> Violation? {
        switch event.kind {
        case .driverExit(let exit):
            if exit.isExpected { return nil }
            let way = exit.signal.map { "by signal \($0)" } ?? "with status \(exit.status.map(String.init) ?? "?")"
            return Violation(cause: .crash, what: "the client ended \(way)", seq: event.seq)
        case .driverTimeout(let timeout):
            let time = JSONValue.decimal(timeout.seconds).text
            let what = "waited for \(timeout.waitedFor), and nothing came within \(time) s"
            return Violation(cause: .timeout, what: what, seq: event.seq)
        case .driverProtocol(let breach): return Violation(cause: .protocol, what: breach.what, seq: event.seq)
        default: return nil
        }
    }

    private static func overClaim(in evidence: Evidence) -> Violation? {
        let declaration = Declaration(evidence)
        let operation = evidence.operations.first { operation in
            guard operation.isUnsupported, let capability = operation.name?.capability else { return false }
            return declaration[capability] == .yes
        }
        return operation.flatMap { operation in
            guard let name = operation.name, let capability = name.capability else { return nil }
            return Violation(
                cause: .overClaimed,
                what: "the client declares '\(capability)' and answers '\(name.rawValue)' with 'unsupported'",
                seq: operation.received?.seq ?? operation.sent.seq
            )
        }
    }
}
