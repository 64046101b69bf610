package import HESContract
package import SimulationKernel

/// A call as rules see it.
package struct RuleCall: Codable, Sendable {
    package var endpoint: Endpoint
    /// nil if the call's token is not valid.
    package var username: String?
    package var cgcode: Cgcode?
    package var dcuNo: String?
    package var devAddrs: [String] = []
    /// Stamps of the rows that the call asks for; for a reading, the instant of the call; nil if it asks for no rows.
    package var rows: ClosedRange<SimulatedInstant>?
    /// Distinguishes calls for the same rows or meters: the page, or the commanded position of the breaker.
    package var detail = 0

    package init(endpoint: Endpoint) {
        self.endpoint = endpoint
    }

    /// Identifies what the call asks for; a repeated call has the same subject at any instant.
    var subject: SeededHash {
        var hash = SeededHash(seed: 0).about(endpoint.rawValue).about(username ?? "").about(cgcode?.rawValue ?? "")
        hash = hash.about(dcuNo ?? "")
        for devAddr in devAddrs { hash = hash.about(devAddr) }
        hash = hash.about(UInt64(bitPattern: Int64(detail)))
        guard let rows, endpoint != .readSingle else { return hash }
        return hash.about(UInt64(bitPattern: rows.lowerBound.milliseconds))
            .about(UInt64(bitPattern: rows.upperBound.milliseconds))
    }
}

extension RuleCall {
    init(_ request: DecodedRequest, username: String?, zone: WorldZone, at instant: SimulatedInstant) {
        self.init(endpoint: request.endpoint)
        self.username = username
        guard case .success(let call) = request.call else { return }
        switch call {
        case .getToken(let credentials): self.username = credentials.username
        case .readFrozen(let call):
            (devAddrs, cgcode, rows) = (call.devAddrs, call.cgcode, Self.span(of: call.window, in: zone))
        case .historyFrozen(let call), .historySingle(let call):
            (devAddrs, cgcode, rows) = (call.devAddrs, call.cgcode, Self.span(of: call.window, in: zone))
            detail = call.curPage
        case .readSingle(let call): (devAddrs, cgcode, rows) = (call.devAddrs, call.cgcode, instant...instant)
        case .relay(let call): (devAddrs, detail) = (call.devAddrs, call.controlMode == .open ? 1 : 2)
        case .readArchive(let number): dcuNo = number
        case .addArchive(let number, let archives): (dcuNo, devAddrs) = (number, archives.map(\.devAddr))
        case .removeArchive(let number, let numbers): (dcuNo, devAddrs) = (number, numbers)
        }
    }

    static func span(of window: Call.Window, in zone: WorldZone) -> ClosedRange<SimulatedInstant> {
        let start = zone.instant(of: window.start)
        return start...max(start, zone.instant(of: window.end))
    }
}

/// A call with the decisions of rules about it: a rule hits a call and its whole plan, or neither.
struct RuledCall: Codable, Sendable {
    var call: RuleCall
    var decisions = RuleDecisions()

    init(_ call: RuleCall) {
        self.call = call
    }
}

/// Whether each rule, by its serial, hits one call.
struct RuleDecisions: Codable, Sendable {
    private struct Decided: Codable, Sendable {
        let serial: Int
        let isHit: Bool
    }

    private var decided: [Decided] = []

    subscript(serial: Int) -> Bool? {
        get { decided.first { $0.serial == serial }?.isHit }
        set {
            guard let newValue else { return }
            decided.append(Decided(serial: serial, isHit: newValue))
        }
    }
}
