import MQTTClient

/// Decides whether and when mosquitto is started again after it ended.
struct BrokerStartPlan: Sendable {
    /// How one run of mosquitto ended.
    struct End: Sendable {
        var wasReady: Bool
        var log: [String] = []
        var lasted: Duration = .zero
        var status = ""
        var isAbrupt = false
    }

    enum Step: Sendable, Hashable {
        case run(after: Duration)
        case fail(BrokerError)
    }

    private var hasBeenReady = false
    private var backoff = ReconnectBackoff(minimum: .milliseconds(20), maximum: .seconds(5))

    /// A broker that was ready once is started again without limit.
    mutating func step(after end: End, using generator: inout some RandomNumberGenerator) -> Step {
        hasBeenReady = hasBeenReady || end.wasReady
        guard hasBeenReady else {
            return .fail(.startFailed(log: end.log.isEmpty ? ["it ended (\(end.status)) and said nothing"] : end.log))
        }
        if end.lasted > .seconds(10) { backoff.reset() }
        return .run(after: backoff.nextPause(using: &generator))
    }
}
