/// Topics under which the broker keeps a push of a world (MQTT 5 §3.3.1.3, RETAIN), in the order in which they came.
struct RetainedTopics: Sendable {
    private var topics: [String] = []
    private var known: Set<String> = []
    /// Topics beyond the limit, which stay with the broker.
    private(set) var forgottenCount = 0

    /// Every plan has a topic of its own, and every part of a result may have one.
    static let limit = 10_000

    mutating func add(_ topic: String) {
        guard !known.contains(topic) else { return }
        guard topics.count < Self.limit else {
            forgottenCount += 1
            return
        }
        known.insert(topic)
        topics.append(topic)
    }

    /// - Returns: the topics, which are then forgotten, and how many more there were.
    mutating func removeAll() -> (topics: [String], forgottenCount: Int) {
        defer { self = Self() }
        return (topics, forgottenCount)
    }
}
