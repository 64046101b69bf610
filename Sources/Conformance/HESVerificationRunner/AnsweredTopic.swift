/// A topic as an answer names it; a HES must not choose by it what a run hears beside its own results.
struct AnsweredTopic {
    private let topic: String

    private static let mostBytes = 1024

    init(_ topic: String) { self.topic = topic }

    /// The topic with all that is below it: `a/#` also matches `a` (MQTT 3.1.1 §4.7.1.2).
    ///
    /// Nil for a topic with a wildcard before its end, and for one that has no level with the plan's name behind another.
    func filter(of plan: String?) -> String? {
        var levels = topic.split(separator: "/", omittingEmptySubsequences: false)
        if let last = levels.last, last == "#" || last.isEmpty { levels.removeLast() }
        let named = levels.filter { !$0.isEmpty }
        guard topic.utf8.count <= Self.mostBytes, let plan, !plan.isEmpty, named.dropFirst().contains(plan[...]),
            !levels.contains(where: { $0.contains("#") || $0.contains("+") })
        else { return nil }
        return levels.joined(separator: "/") + "/#"
    }
}
