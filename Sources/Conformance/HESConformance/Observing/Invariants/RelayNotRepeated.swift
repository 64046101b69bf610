import HESContract
import JSON

extension Invariant {
    static let relayNotRepeated = Invariant(
        id: "OBS-16",
        level: .should,
        basis: .practice,
        obligation: "practice",
        clause: "§3.6",
        title: "A breaker operation is not repeated blindly",
        expected: "between two relay calls of one meter and mode: the result, a refusal, or a reading of the meter",
        allowed: [
            "repeating after a result that a client heard",
            "repeating after a refusal, which proves that nothing moved",
            "the other mode at any time",
        ],
        hint: "Without a result it is unknown whether the breaker moved: read the meter before acting again.",
        judge: { traffic in
            var last: [String: ClientRequest] = [:]
            var breaches: [Breach] = []
            let operations = traffic.calls(.relay)
            for call in operations {
                let mode = call.field("controlMode")?.word ?? ""
                var isTold = false
                for meter in call.meters {
                    defer { last[meter] = call }
                    guard !isTold, let earlier = last[meter], earlier.field("controlMode")?.word == mode,
                        traffic.isBlind(call, after: earlier, meter: meter)
                    else { continue }
                    isTold = true
                    let what = "relay \(mode) of \(meter) was sent again without a result or a reading in between"
                    breaches.append(Breach(what, from: earlier.seq, to: call.seq))
                }
            }
            return .of(breaches, among: operations.map(\.seq), things: "breaker operations")
        }
    )
}

extension Traffic {
    /// Whether neither a result nor a refusal nor a reading of the meter came between two relay calls.
    func isBlind(_ later: ClientRequest, after earlier: ClientRequest, meter: String) -> Bool {
        if earlier.isRefused { return false }
        let hasResult = between(earlier.seq, later.seq, of: pushes, seq: \.seq).contains { result in
            result.push.isSubscribed && result.push.planID != nil && result.push.planID == earlier.reply?.planID
        }
        let hasLooked = between(earlier.seq, later.seq, of: requests, seq: \.seq).contains { request in
            request.endpoint != .relay && request.isAccepted && request.meters.contains(meter)
        }
        return !hasResult && !hasLooked
    }
}
