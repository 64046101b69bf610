import HESConformance
import HESContract
import JSON

/// One step of a probe: its attempts, and the pushes of the plan that it made.
struct SeenStep: Sendable {
    let number: Int
    let seq: Int
    let source: JSONValue
    var attempts: [Exchange] = []
    /// In the order of arrival, copies of one message once.
    var pushes: [SeenPush] = []
    /// Messages that the broker had retained.
    var retained: [SeenPush] = []
    var isSubscribed = false
    var isOver = false

    init(_ begin: EvidenceEvent.StepBegin, seq: Int) {
        (number, source, self.seq) = (begin.step, begin.source, seq)
    }

    var label: String { source.member("as")?.value.string ?? "" }
    var probe: String { source.member("probe")?.value.string ?? "" }
    /// Numbers that stand for no meter and no DCU, as the step says.
    var unknown: [String] { (source.member("unknown")?.value.elements ?? []).compactMap(\.written) }
    /// Of the step's own call: a login that stands between its attempts is none.
    var accepted: Exchange? { ownAttempts.first { $0.isAccepted } }
    var ownAttempts: [Exchange] { attempts.filter { $0.endpoint == endpoint } }
    var endpoint: Endpoint? { attempts.first?.endpoint }
    var pushedRows: [SeenRow] { pushes.flatMap(\.rows) }

    /// Keys of the meters that were asked for, each once, in the order of the list.
    var askedDevices: [String] { unique(attempts.first?.askedDevices ?? []) }

    /// The refusal of every attempt, if they are all alike; one alone may be a passing failure.
    func refusal(beside passing: Set<Refusal>) -> Refusal? {
        let refusals = ownAttempts.map(\.refusal)
        guard refusals.count >= Conversation.attemptsOfRefusal, let first = refusals[0] else { return nil }
        return refusals.allSatisfy { $0 == first } && !passing.contains(first) ? first : nil
    }
}
