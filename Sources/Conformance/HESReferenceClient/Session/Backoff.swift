/// Pauses that double up to a bound.
struct Backoff: Sendable {
    let first: Duration
    let most: Duration

    /// The first repetition is attempt 1.
    func pause(before attempt: Int) -> Duration {
        min(most, first * (1 << min(max(0, attempt - 1), 20)))
    }
}
