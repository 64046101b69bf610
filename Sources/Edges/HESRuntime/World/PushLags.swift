/// When unacknowledged pushes were due, for the metrics.
struct PushLags: Sendable {
    private var due: [UInt64: ContinuousClock.Instant] = [:]

    mutating func add(_ ticket: UInt64, due wall: ContinuousClock.Instant) {
        due[ticket] = wall
    }

    /// - Returns: when it was due; nil for a push from before the world was restored.
    @discardableResult
    mutating func remove(_ ticket: UInt64) -> ContinuousClock.Instant? {
        due.removeValue(forKey: ticket)
    }
}
