import HESContract

/// After its connection was cut the client subscribes again.
struct Resubscribed: Check {
    static let type = "resubscribed"
    static let plane = EvidenceEvent.Plane.wire

    private let scope: Scope

    init(_ reader: MemberReader) { scope = Scope(reader) }

    var steps: [Int]? { scope.steps }
    var expected: String { "a SUBSCRIBE after the connection was cut" }

    func judge(_ evidence: Evidence, _ testCase: Case) -> Finding {
        let cut = evidence.events.first { $0.kind == "mqtt.disconnect" && $0["what"]?.string == "cut" }
        guard let cut else { return .notReached("no connection of the client was cut") }
        let after = evidence.events.first { $0.kind == "mqtt.subscribe" && $0.seq > cut.seq }
        if let after { return .pass("it subscribed again", [cut.seq, after.seq]) }
        guard scope.isSettled(evidence, testCase) else { return .notReached("the steps did not come to their end") }
        return .fail("it did not subscribe again", [cut.seq])
    }
}
