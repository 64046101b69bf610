/// A topic filter of SUBSCRIBE (MQTT 3.1.1 §4.7, MQTT 5 §4.8.2).
///
/// Compares bytes, as topics are not normalised (§4.7.3).
package struct TopicFilter: Sendable {
    private typealias Level = Substring.UTF8View

    /// False for a filter that a broker has to refuse; it matches nothing.
    package let isValid: Bool
    /// Without the `$share/{name}` of a shared subscription, which matches as the filter behind it does.
    private let levels: [Level]

    package init(_ text: String) {
        let all = Self.levels(of: text)
        let isShared = all.count > 1 && all[0].elementsEqual("$share".utf8)
        levels = Array(all.dropFirst(isShared ? 2 : 0))
        isValid = (!isShared || Self.isShareName(all[1])) && Self.isFilter(levels)
    }

    package func matches(_ topic: String) -> Bool {
        guard isValid, !topic.isEmpty else { return false }
        let names = Self.levels(of: topic)
        // A wildcard in the first level leaves out the broker's own topics (§4.7.2).
        if topic.utf8.first == UInt8(ascii: "$"), Self.hasWildcard(levels[0]) { return false }
        for (index, level) in levels.enumerated() {
            // Before the end of the topic is checked: `a/#` matches `a`, too (§4.7.1.2).
            if level.elementsEqual("#".utf8) { return true }
            guard index < names.count, level.elementsEqual("+".utf8) || level.elementsEqual(names[index]) else {
                return false
            }
        }
        return names.count == levels.count
    }

    private static func levels(of text: String) -> [Level] {
        text[...].utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
    }

    /// At least one byte; `#` stands alone and last, `+` alone in its level (§4.7.1, §4.7.3).
    private static func isFilter(_ levels: [Level]) -> Bool {
        guard levels.count > 1 || levels.contains(where: { !$0.isEmpty }) else { return false }
        return levels.enumerated().allSatisfy { index, level in
            level.elementsEqual("#".utf8)
                ? index == levels.count - 1 : level.elementsEqual("+".utf8) || !hasWildcard(level)
        }
    }

    private static func isShareName(_ level: Level) -> Bool { !level.isEmpty && !hasWildcard(level) }

    private static func hasWildcard(_ level: Level) -> Bool {
        level.contains { $0 == UInt8(ascii: "#") || $0 == UInt8(ascii: "+") }
    }
}
