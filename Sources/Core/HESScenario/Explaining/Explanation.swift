import HESContract
import HESFaults
import HESSimulation
import SimulationKernel

extension Scenario {
    /// The events and faults of the scenario in sentences, one for each line.
    package var explanation: [String] {
        let title = description.isEmpty ? name : "\(name): \(description)"
        return [title] + compositionLines + worlds.flatMap { WorldExplanation(world: $0, scenario: self).lines }
    }
}

/// One tenant's world in sentences.
struct WorldExplanation {
    let world: WorldConfiguration
    let scenario: Scenario

    var lines: [String] {
        var lines =
            ["", "Tenant \(world.tenantCode)", "  " + clock, "  " + field] + firstPasses.map { "  " + $0 } + [
                "  " + users, "  " + timing,
            ]
        lines += ["  " + history]
        if !world.faults.isEmpty { lines += ["  What goes wrong:"] + world.faults.map { "  - " + fault($0) } }
        if !world.events.isEmpty {
            lines += ["  What happens to the field:"] + world.events.sorted { $0.at < $1.at }.map { "  - " + event($0) }
        }
        let isWell = world.faults.isEmpty && world.events.isEmpty && firstPasses.isEmpty
        if isWell, world.collection.share == 1 { lines += ["  Nothing goes wrong."] }
        return lines
    }

    func time(_ instant: SimulatedInstant) -> String {
        world.zone.civilTime(at: instant).description
    }

    private var clock: String {
        let start = scenario.isStartGiven ? "The clock starts at \(time(world.start))" : "The clock starts now"
        let pace =
            switch scenario.clockMode {
            case .real: "runs with the wall clock"
            case .scaled(let factor): "runs \(Words.number(factor)) times as fast as the wall clock"
            case .manual: "stands still until it is advanced"
            case .auto: "leaps to what is awaited, and stands still otherwise"
            }
        return "\(start) (zone \(world.zone.name)) and \(pace)."
    }

    private var field: String {
        let inArchive = world.meterGroups.reduce(0) { $0 + ($1.dcu == nil ? 0 : $1.count) }
        let loose = world.meterGroups.reduce(0) { $0 + ($1.dcu == nil ? $1.count : 0) }
        let links = Link.allCases.filter { link in world.dcus.contains { $0.link == link } }.map(\.rawValue)
        let reached = links.isEmpty ? "" : ", reached by \(Words.list(links))"
        let rest = loose == 0 ? "" : "; \(Words.count(loose, of: "meter")) in no archive"
        return
            "\(Words.count(inArchive, of: "meter")) behind \(Words.count(world.dcus.count, of: "DCU"))\(reached)\(rest)."
    }

    /// A sentence for each link that misses meters at the first attempt of an hour.
    private var firstPasses: [String] {
        let ofDCUs = world.dcus.map { ($0.link, $0.firstPass) }
        let ofMeters = world.meterGroups.map { ($0.traits.link ?? .instant, $0.traits.firstPass) }
        var told: [String] = []
        for (link, pass) in ofDCUs + ofMeters {
            guard let pass, pass.success < 1 else { continue }
            let share = Words.percent(pass.success)
            let sentence =
                "By \(link.rawValue) the first plan of an hour reaches \(share) of the meters, nearly all in most hours of a DCU "
                + "and far fewer in some; the next plan reaches the others."
            if !told.contains(sentence) { told.append(sentence) }
        }
        return told
    }

    private var users: String {
        let broker =
            world.mqttUsers.map { "; the broker asks for a login of its own: \(Words.list($0.map(\.username)))" } ?? ""
        let names = Words.list(world.users.map(\.username))
        let end = isUnder(["tokenRevoked", "tokenExpiresEarly", "restart"]) ? " unless a rule below ends it" : ""
        return "\(names) may log in; a token lives \(Words.span(world.tokenLifetime))\(end)\(broker)."
    }

    private var timing: String {
        let timing = world.timing
        let read = timing.perMeterRead.map { "; reading a meter takes \(Words.distribution($0))" } ?? ""
        let end = world.limits.planTimeout.map { "; a plan ends after \(Words.span($0)) with what it has" } ?? ""
        let push =
            switch world.dialect.pushTiming {
            case .afterReply: "pushes follow after \(Words.distribution(timing.pushDelay)) at the earliest"
            case .immediate: "pushes follow at once"
            case .beforeReply: "pushes come before them"
            }
        let changing = ["replyDelay", "replyDrip", "replyHang", "pushDelay", "pushHold", "pushBeforeReply", "slowRead"]
        let rules = isUnder(changing) ? ", but for what the rules below change" : ""
        return "Answers take \(Words.distribution(timing.replyDelay)), \(push)\(read)\(end)\(rules)."
    }

    /// Whether a rule has one of these effects.
    private func isUnder(_ types: [String]) -> Bool { world.faults.contains { types.contains($0.type) } }

    private var history: String {
        let from = "History begins at \(time(world.historyFrom))"
        return collected(from) + recorded
    }

    /// The recorded rows in a sentence; empty without any.
    private var recorded: String {
        let rows = world.recordedRows
        guard !rows.isEmpty else { return "" }
        return " \(Words.count(rows.rowCount, of: "recorded row")) of \(Words.count(rows.meterCount, of: "meter")) "
            + "\(rows.rowCount == 1 ? "is" : "are") answered as recorded, and nothing else in "
            + "\(Words.count(rows.windowCount, of: "recorded window"))."
    }

    private func collected(_ from: String) -> String {
        let share = world.collection.share
        let isChanged = world.faults.contains { if case .rows = $0.effect { true } else { false } }
        let rules = isChanged ? " but for what the rules below change" : ""
        guard share < 1 else { return "\(from) and is complete\(rules)." }
        let late = world.collection.lateAfter.map { "arrives after \(Words.span($0))" } ?? "never arrives by itself"
        return "\(from); the head-end has \(Words.percent(share)) of the rows at once, the rest \(late)\(rules)."
    }
}
