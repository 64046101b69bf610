import DequeModule

/// Plans of a clock that leaps whose clients may be about to subscribe to their topics, as the document has it (§4.1): the clock
/// gives them time on the wall clock before it leaps.
struct UnheardPlans: Sendable {
    private struct Unheard: Sendable {
        /// Those on which its result may begin.
        let topics: [String]
        /// From then on its push no longer waits for a subscriber.
        let end: ContinuousClock.Instant
    }

    /// Whether a client receives what is published to a topic; called under the world's lock, must not block.
    private let isSubscribed: @Sendable (_ topic: String) -> Bool
    /// In the order of their ends.
    private var plans: Deque<Unheard> = []
    /// Since when the clock has not leapt because of them.
    private var waitingSince: ContinuousClock.Instant?

    init(isSubscribed: @escaping @Sendable (_ topic: String) -> Bool) {
        self.isSubscribed = isSubscribed
    }

    /// Adds a plan that is answered now, unless one of its topics has a subscriber.
    mutating func add(_ topics: [String], at wall: ContinuousClock.Instant) {
        guard !topics.contains(where: isSubscribed) else { return }
        if plans.count == Self.mostPlans { plans.removeFirst() }
        plans.append(Unheard(topics: topics, end: wall.advanced(by: Self.patience)))
    }

    /// When the clock may leap: `wall` for now.
    ///
    /// Clients that go on calling do not hold it for longer than ``longestWait``.
    mutating func earliestLeap(at wall: ContinuousClock.Instant) -> ContinuousClock.Instant {
        plans.removeAll { [isSubscribed] in $0.end <= wall || $0.topics.contains(where: isSubscribed) }
        guard let last = plans.last else {
            waitingSince = nil
            return wall
        }
        let since = waitingSince ?? wall
        waitingSince = since
        return max(wall, min(last.end, since.advanced(by: Self.longestWait)))
    }

    /// Counts the longest wait anew.
    mutating func leapt() { waitingSince = nil }

    /// As long as a plan's push comes after its answer at least, by default, on a clock that runs.
    private static let patience = Duration.milliseconds(200)
    private static let longestWait = Duration.seconds(1)
    private static let mostPlans = 10_000
}
