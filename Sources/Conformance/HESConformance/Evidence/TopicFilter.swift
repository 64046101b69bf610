/// A filter of SUBSCRIBE (MQTT 3.1.1 §4.7).
struct TopicFilter {
    let text: String

    private var levels: [Substring] { text.split(separator: "/", omittingEmptySubsequences: false) }

    /// `#` stands alone and last, `+` alone in its level (§4.7.1).
    var isValid: Bool {
        guard !text.isEmpty else { return false }
        let levels = levels
        return levels.enumerated().allSatisfy { index, level in
            level == "#" ? index == levels.count - 1 : level == "+" || !level.contains { $0 == "#" || $0 == "+" }
        }
    }

    func matches(_ topic: String) -> Bool {
        guard isValid else { return false }
        let names = topic.split(separator: "/", omittingEmptySubsequences: false)
        let levels = levels
        for (index, level) in levels.enumerated() {
            if level == "#" { return true }
            guard index < names.count, level == "+" || level == names[index] else { return false }
        }
        return names.count == levels.count
    }
}
