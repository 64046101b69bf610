import HESContract
import JSON

/// The plan that an accepted call names, and where its result will come.
struct PlanTopic: Sendable, Equatable {
    let planID: String
    /// As the answer has it; nil if it names none.
    let topic: String?

    /// Reads an answer's `data`; nil if it names no plan.
    init?(_ data: JSONValue, defects: Defects = []) {
        guard let planID = data.member("planId")?.value.plainText, !planID.isEmpty else { return nil }
        self.planID = planID
        let keys = defects.contains(.topicIDOnly) ? ["topicId"] : ["topicId", "topic"]
        topic = keys.lazy.compactMap { data.member($0)?.value.string }.first { !$0.isEmpty }
    }
}

/// Which filters a client needs for its results.
enum TopicFilters {
    /// Before any call: all of the tenant's own plans.
    static func tenant(_ tenantCode: String) -> String { "/\(tenantCode)/#" }

    /// After an answer, for what `granted` does not cover: the returned topic, whether bare, with `/` or `/#` behind it,
    /// without `/` before it, or only the plan's id.
    ///
    /// A topic of the own tenant without the leading slash is widened to all plans, as the next result will come there, too.
    static func returned(_ topic: String?, planID: String, tenantCode: String, granted: Set<String>) -> [String] {
        let topic = core(topic ?? planID)
        guard !topic.isEmpty else { return [] }
        let wanted: [String] =
            if topic == "\(tenantCode)/\(planID)" {
                ["\(tenantCode)/#"]
            } else if !topic.contains("/") {
                ["/\(tenantCode)/\(topic)/#", "\(topic)/#"]
            } else if topic.hasPrefix("/") {
                ["\(topic)/#"]
            } else {
                ["\(topic)/#", "/\(topic)/#"]
            }
        return wanted.filter { filter in !granted.contains { isCovered(filter, by: $0) } }
    }

    /// Without wildcard and slashes at its end.
    static func core(_ topic: String) -> String {
        var topic = Substring(topic)
        while let last = topic.last, last == "#" || last == "/" { topic.removeLast() }
        return String(topic)
    }

    /// Whether `wide` matches every topic that `narrow` matches; both end in `/#`.
    private static func isCovered(_ narrow: String, by wide: String) -> Bool {
        wide == narrow || (wide.hasSuffix("/#") && narrow.hasPrefix(wide.dropLast(1)))
    }
}
