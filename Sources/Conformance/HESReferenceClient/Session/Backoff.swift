/// Pauses that double up to a bound.
struct Backoff: Sendable {
    let first: Duration
    let most: Duration

    /// - Parameter attempt: 1 is the first repetition.
    func pause(before attempt: Int) -> Duration {
        min(most, first * (1 << min(max(0, attempt - 1), 20)))
    }
}
