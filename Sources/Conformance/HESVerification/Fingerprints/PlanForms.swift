import HESConformance
import HESContract
import JSON

/// What the answer of a call with a plan shows.
enum PlanForms {
    static let all = [
        Fingerprint("topicKey", judge: topicKey), Fingerprint("topicForm", judge: topicForm),
        Fingerprint("topicTenant", judge: topicTenant), Fingerprint("planName", judge: planName),
    ]

    private static func answers(_ talk: Conversation) -> [Exchange] { talk.plans.compactMap(\.accepted) }

    /// The calls whose examples show another tenant's topic.
    private static func isForeignInExample(_ endpoint: Endpoint?) -> Bool {
        endpoint == .relay || endpoint == .readArchive || endpoint == .addArchive || endpoint == .removeArchive
    }

    @Sendable private static func topicKey(_ talk: Conversation) -> [Observation] {
        answers(talk).compactMap { exchange in
            let names = exchange.data?.memberNames ?? []
            let has = (id: names.contains("topicId"), plain: names.contains("topic"))
            let possible: [String]
            switch (has.id, has.plain, exchange.endpoint) {
            case (true, true, _): possible = ["both"]
            case (true, false, .readFrozen?), (true, false, .readSingle?):
                possible = ["asExample", "topicId", "asTable"]
            case (true, false, .addArchive?): possible = ["topicId", "asTable"]
            case (true, false, _): possible = ["topicId"]
            case (false, true, .readFrozen?), (false, true, .readSingle?): possible = ["topic"]
            case (false, true, .addArchive?): possible = ["asExample", "topic"]
            case (false, true, _): possible = ["asExample", "topic", "asTable"]
            case (false, false, _): possible = []
            }
            let shown = names.filter { $0 != "planId" }.joined(separator: ", ")
            return Observation(possible, seen: "\(exchange.name) answers \(shown)", at: [exchange.seq])
        }
    }

    @Sendable private static func topicForm(_ talk: Conversation) -> [Observation] {
        answers(talk).compactMap { exchange in
            guard let topic = exchange.topic, let plan = exchange.planID else { return nil }
            let hasHash = [.readFrozen, .readSingle, .addArchive].contains(exchange.endpoint)
            let possible: [String]
            if topic == plan {
                possible = ["planOnly"]
            } else if topic.hasSuffix("/\(plan)") {
                possible = [topic.hasPrefix("/") ? "bare" : "noLeadingSlash"]
            } else if topic.hasSuffix("/\(plan)/#"), topic.hasPrefix("/") {
                possible = hasHash ? ["hash", "asTable"] : ["hash"]
            } else if topic.hasSuffix("/\(plan)/"), topic.hasPrefix("/") {
                possible = hasHash ? ["slash"] : ["slash", "asTable"]
            } else {
                return .unlisted("\(exchange.name) answers the topic \(topic)", at: [exchange.seq])
            }
            return Observation(possible, seen: "\(exchange.name) answers the topic \(topic)", at: [exchange.seq])
        }
    }

    /// By the answer, or by the push where the answer names no tenant.
    @Sendable private static func topicTenant(_ talk: Conversation) -> [Observation] {
        guard let own = talk.header?.tenantCode else { return [] }
        return talk.plans.flatMap { step -> [Observation] in
            let answered = step.accepted?.topic.map { [$0] } ?? []
            return (answered + step.pushes.map(\.topic)).compactMap { topic in
                let parts = topic.split(separator: "/")
                guard parts.count >= 2, let code = parts.first, let seq = step.accepted?.seq else { return nil }
                let isRead = !isForeignInExample(step.endpoint)
                let foreign = Dialect.TopicTenant.foreignAsExample.rawValue
                let possible: [String] =
                    code == own ? (isRead ? ["own", foreign] : ["own"]) : isRead ? ["foreign"] : ["foreign", foreign]
                return Observation(possible, seen: "\(step.endpoint?.rawValue ?? ""): topic \(topic)", at: [seq])
            }
        }
    }

    @Sendable private static func planName(_ talk: Conversation) -> [Observation] {
        answers(talk).compactMap { exchange in
            guard let plan = exchange.planID else { return nil }
            let seen = "planId \(plan)"
            let digits = plan.utf8.count == 19 && plan.allSatisfy(\.isNumber)
            if digits { return Observation(["numeric19"], seen: seen, at: [exchange.seq]) }
            if TokenShape(plan) == .uuid { return Observation(["uuid"], seen: seen, at: [exchange.seq]) }
            guard case .call(let number)? = PlanID(parsing: plan)?.form else {
                return .unlisted(seen, at: [exchange.seq])
            }
            return Observation(
                [number == PlanID.Form.sampleNumber ? "sample" : "perCall"],
                seen: seen,
                at: [exchange.seq]
            )
        }
    }
}

extension Exchange {
    /// Of the call, for people.
    var name: String { endpoint?.rawValue ?? request.path }
}
