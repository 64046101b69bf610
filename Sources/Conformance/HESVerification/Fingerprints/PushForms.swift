import HESContract
import JSON

/// How results come.
enum PushForms {
    static let all = [
        Fingerprint("timing", judge: timing), Fingerprint("parts", judge: parts),
        Fingerprint("quality", judge: quality),
        Fingerprint("retained", judge: retained),
    ]

    /// A push that comes later than this was not sent before its answer, in milliseconds.
    private static let lateFrom: Int64 = 1000
    /// One that comes sooner was not sent with the pause behind its answer.
    private static let soonBelow: Int64 = 100
    private static let pause: Int64 = 200

    /// The longest way of an answer, as calls without a plan show it; two connections keep no order within it.
    private static func slowestWay(_ talk: Conversation) -> Int64? {
        let plain = talk.exchanges.filter { $0.reply != nil && !($0.endpoint?.makesPlan ?? true) }
        return plain.map { $0.answered - $0.asked }.max()
    }

    @Sendable private static func timing(_ talk: Conversation) -> [Observation] {
        guard let way = slowestWay(talk) else { return [] }
        let seen = talk.plans.compactMap { step -> (delay: Int64, isBefore: Bool, seq: Int)? in
            guard let answer = step.accepted, let push = step.pushes.first else { return nil }
            let delay = push.milliseconds - answer.answered
            return (delay, push.seq < answer.seq && delay <= -way, push.seq)
        }
        let before = seen.filter(\.isBefore)
        let soon = seen.filter { !$0.isBefore && $0.delay < min(soonBelow, pause - way) }
        let late = seen.filter { !$0.isBefore && $0.delay >= lateFrom }
        var found: [Observation] = []
        if before.count >= 3, before.count == seen.count {
            found.append(
                Observation(
                    ["beforeReply"],
                    seen: "all \(seen.count) pushes came \(way) ms or more before their answers",
                    at: before.map(\.seq)
                )
            )
        } else if let one = before.first {
            found.append(
                Observation(["beforeReply", "immediate"], seen: "a push came before its answer", at: [one.seq])
            )
        }
        if soon.count >= 2 {
            let told = "\(soon.count) pushes came within \(soonBelow) ms of their answers"
            found.append(Observation(["immediate", "beforeReply"], seen: told, at: soon.map(\.seq)))
        }
        if let one = late.first {
            found.append(
                Observation(
                    ["afterReply", "immediate"],
                    seen: "a push came \(one.delay) ms after its answer",
                    at: [one.seq]
                )
            )
        }
        return found
    }

    // MARK: Parts

    static let partForms = Dialect.PushParts.allCases.map(\.rawValue)

    @Sendable static func parts(_ talk: Conversation) -> [Observation] {
        talk.plans.filter { !$0.pushes.isEmpty }.map { step in
            var possible = Set(partForms)
            narrow(&possible, by: step, in: talk)
            let topics = unique(step.pushes.map(\.topic)).joined(separator: " ")
            let meters = max(1, step.askedDevices.count).counted("meter")
            let seen = "\(step.pushes.count.counted("message")) about \(meters) on \(topics)"
            return Observation(partForms.filter(possible.contains), seen: seen, at: step.pushes.map(\.seq))
        }
    }

    private static func narrow(_ possible: inout Set<String>, by step: SeenStep, in talk: Conversation) {
        let asked = step.askedDevices.count
        let below = step.pushes.filter { $0.isBelow }
        guard below.isEmpty else {
            possible.formIntersection(["subtopics", "child"])
            if asked < 2 { possible.remove("subtopics") }
            if below.contains(where: { $0.part ?? 1 > 1 }) { possible.remove("child") }
            if below.contains(where: { $0.devices.count > (asked + 2) / 3 }) { possible.remove("subtopics") }
            return
        }
        possible.remove("child")
        guard asked >= 2 else { return }
        possible.remove("subtopics")
        let lists = step.pushes.map(\.devices).filter { !$0.isEmpty }
        let archive = talk.archiveOfDevices
        let isOfSeveralDCUs = { (devices: [String]) in
            Set(devices.map { archive[$0] ?? -1 }).count > 1 && !archive.isEmpty
        }
        for devices in lists {
            if devices.count > 1 { possible.remove("perMeter") }
            if devices.count > (asked + 2) / 3 { possible.remove("split") }
            if isOfSeveralDCUs(devices) { possible.remove("perDcu") }
        }
        guard lists.count >= 2, Set(lists.joined()).count == lists.joined().count else { return }
        possible.remove("single")
        if lists.count > 3 { possible.remove("split") }
        let dcus = lists.compactMap { $0.first }.compactMap { archive[$0] }
        if Set(dcus).count < dcus.count { possible.remove("perDcu") }
    }

    // MARK: The message

    @Sendable private static func quality(_ talk: Conversation) -> [Observation] {
        talk.steps.flatMap(\.pushes).compactMap { push in
            guard (0...2).contains(push.qos) else { return nil }
            // A subscription that was granted less lowers what comes.
            let possible = push.qos < talk.grantedQoS ? [push.qos] : Array(push.qos...max(push.qos, 2))
            return Observation(
                Dialect.PushQoS.allCases.map(\.rawValue).filter { possible.map(String.init).contains($0) },
                seen: "a push with QoS \(push.qos)",
                at: [push.seq]
            )
        }
    }

    @Sendable private static func retained(_ talk: Conversation) -> [Observation] {
        talk.steps(labelled: "retained").filter { $0.isOver && $0.isSubscribed }.map { step in
            if let push = step.retained.first {
                return Observation(["true"], seen: "a new subscription hears the push again", at: [push.seq])
            }
            return Observation(["false"], seen: "a new subscription hears no push of before", at: [step.seq])
        }
    }
}

extension SeenPush {
    /// The number behind the plan's name in the topic; nil on the plan's own topic.
    var part: Int? {
        guard let plan = planID, let range = topic.firstRange(of: plan) else { return nil }
        return Int(topic[range.upperBound...].drop { $0 == "/" })
    }

    var isBelow: Bool { part != nil }
}

extension Conversation {
    /// The DCU of each meter whose archive was seen, as its place among the archives.
    var archiveOfDevices: [String: Int] {
        var places: [String: Int] = [:]
        for (place, dcu) in archivedDCUs.enumerated() {
            for entry in archive(of: dcu) { places[entry.written.deviceKey] = place }
        }
        return places
    }
}
