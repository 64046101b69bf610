import HESContract
import JSON

/// Rules of pushes.
enum PushRules {
    private struct Told {
        let push: SeenPush
        let step: SeenStep
        var exchange: Exchange? { step.accepted }
    }

    private static func pushes(_ talk: Conversation) -> [Told] {
        talk.steps.flatMap { step in step.pushes.map { Told(push: $0, step: step) } }
    }

    static let topic = Rule("R8", clause: "§3.2.2", title: "A result comes on the topic that the answer names") {
        talk in
        Rule.each(pushes(talk), lacking: "no result came", seq: \.push.seq) { told in
            guard let answered = told.exchange?.topic, let plan = told.push.planID else { return nil }
            return isOn(told.push.topic, answered: answered, plan: plan)
                ? nil : "a result on \(told.push.topic), the answer says \(answered)"
        }
    }

    private static func isOn(_ topic: String, answered: String, plan: String) -> Bool {
        guard answered != plan else { return topic.split(separator: "/").dropFirst().first.map(String.init) == plan }
        let core = answered.hasSuffix("/#") ? String(answered.dropLast(2)) : answered
        guard topic != core else { return true }
        let below = core.hasSuffix("/") ? core : core + "/"
        return topic.hasPrefix(below) && Int(topic.dropFirst(below.count)) != nil
    }

    static let status = Rule("R10", clause: "§3.2.6", title: "A result has one of the statuses 00, 01 and 02") { talk in
        Rule.each(pushes(talk), lacking: "no result came", seq: \.push.seq) { told in
            ["00", "01", "02"].contains(told.push.status) ? nil : "the status \(told.push.status ?? "absent")"
        }
    }

    /// A failure of a plan whose every meter has values.
    static let honest = Rule("FAILURE", clause: "§3.2.6", title: "A result with every meter's values is no failure") {
        talk in
        let reads = pushes(talk).filter { [.readFrozen, .readSingle].contains($0.step.endpoint) }
        return Rule.each(reads, lacking: "no result of a read came", seq: \.push.seq) { told in
            let asked = told.step.askedDevices
            guard told.push.status == "02", !asked.isEmpty, Set(told.push.devices).isSuperset(of: asked) else {
                return nil
            }
            return "status 02 with values of all that were asked: \(asked.count.counted("meter"))"
        }
    }

    static let archive = Rule(
        "ARCHIVE",
        clause: "§3.7.6",
        title: "An archive's entries have number, status, way and next hop"
    ) { talk in
        let lists = pushes(talk).filter { $0.step.endpoint == .readArchive && !$0.push.rows.isEmpty }
        return Rule.each(lists, lacking: "no archive came", seq: \.push.seq) { told in
            told.push.rows.lazy.compactMap { row -> String? in
                let missing = ["devAddr", "status", "commType", "moduleNext"].first { row.json.member($0) == nil }
                if let missing { return "an entry without \(missing)" }
                let status = row.json.member("status")?.value.written ?? ""
                return ["0", "1"].contains(status) ? nil : "an entry with status '\(status)'"
            }.first
        }
    }

    static let relay = Rule(
        "RELAY",
        clause: "§3.6.5",
        title: "A breaker operation says for each meter whether it succeeded"
    ) { talk in
        let results = pushes(talk).filter { $0.step.endpoint == .relay }
        let lacking = "no breaker operation had a result; verify needs --writes relay"
        return Rule.each(results, lacking: lacking, seq: \.push.seq) { told in
            told.push.rows.lazy.compactMap { row -> String? in
                if case .bool? = row.json.member("successful")?.value { return nil }
                return "a row without 'successful'"
            }.first
        }
    }

    static let changes = Rule("CHANGE", clause: "§3.8.5", title: "A change of an archive ends as 00 or 02") { talk in
        let results = pushes(talk).filter { [.addArchive, .removeArchive].contains($0.step.endpoint) }
        let lacking = "no change of an archive had a result; verify needs --writes archive"
        return Rule.each(results, lacking: lacking, seq: \.push.seq) { told in
            ["00", "02"].contains(told.push.status) ? nil : "the status \(told.push.status ?? "absent")"
        }
    }
}
