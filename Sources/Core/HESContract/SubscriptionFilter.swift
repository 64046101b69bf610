/// The filters of subscriptions (MQTT 3.1.1 §4.7).
package enum SubscriptionFilter {
    /// Whether a topic's messages go to a filter's subscriber; those of a shared subscription go to one of several (MQTT 5 §4.8.2).
    package static func matches(_ topic: some Collection<UInt8>, filter: some Collection<UInt8>) -> Bool {
        guard filter.starts(with: share) else { return matchesLevels(topic, filter: filter) }
        let name = filter.dropFirst(share.count)
        guard let end = name.firstIndex(of: slash) else { return false }
        return matchesLevels(topic, filter: name[end...].dropFirst())
    }

    private static func matchesLevels(_ topic: some Collection<UInt8>, filter: some Collection<UInt8>) -> Bool {
        let topic = topic.split(separator: slash, omittingEmptySubsequences: false)
        let filter = filter.split(separator: slash, omittingEmptySubsequences: false)
        for (index, level) in filter.enumerated() {
            // "a/#" matches "a" too (§4.7.1.2).
            if level.elementsEqual(everything) { return topic.count >= index }
            guard index < topic.count else { return false }
            guard level.elementsEqual(anyLevel) || level.elementsEqual(topic[index]) else { return false }
        }
        return topic.count == filter.count
    }

    private static let everything = [UInt8(ascii: "#")]
    private static let anyLevel = [UInt8(ascii: "+")]
    private static let slash = UInt8(ascii: "/")
    private static let share = Array("$share/".utf8)
}
