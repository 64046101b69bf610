/// Decides when a silent broker is asked for a sign of life, and when it counts as stalled.
///
/// Pure: it is told the instants. The keep-alive of the protocol notices a stalled broker after 1.5 times its interval, which
/// libmosquitto takes from five seconds up: too late for readiness.
struct BrokerPulse: Sendable {
    enum Step: Sendable, Hashable {
        case wait
        case ask
        /// Nothing came since it was asked; reported once.
        case fellSilent
    }

    /// How long nothing may come before it is asked.
    static let idle = Duration.seconds(1)
    /// How long it may take to answer.
    static let patience = Duration.seconds(3)

    private var lastHeard: ContinuousClock.Instant?
    private var askedAt: ContinuousClock.Instant?
    private(set) var isSilent = false

    mutating func connected(at now: ContinuousClock.Instant) {
        (lastHeard, askedAt, isSilent) = (now, nil, false)
    }

    mutating func disconnected() {
        (lastHeard, askedAt, isSilent) = (nil, nil, false)
    }

    /// - Returns: whether it had been silent.
    mutating func heard(at now: ContinuousClock.Instant) -> Bool {
        guard lastHeard != nil else { return false }
        defer { (lastHeard, askedAt, isSilent) = (now, nil, false) }
        return isSilent
    }

    mutating func step(at now: ContinuousClock.Instant) -> Step {
        guard let lastHeard, !isSilent else { return .wait }
        if let askedAt {
            isSilent = now - askedAt >= Self.patience
            return isSilent ? .fellSilent : .wait
        }
        guard now - lastHeard >= Self.idle else { return .wait }
        askedAt = now
        return .ask
    }
}
