import HESSimulation
import JSON
import SimulationKernel

extension Scenario {
    /// What holds at an instant in each world; nil unless `text` is a wall-clock time or `+10m` after the start.
    package func explanation(at text: String) -> [String]? {
        instants(of: text).map { $0.flatMap { $0.explanation.lines(at: $0.instant) } }
    }

    /// The same as JSON; nil unless `text` is an instant.
    package func explanationJSON(at text: String) -> String? {
        instants(of: text).map { "[" + $0.map { $0.explanation.json(at: $0.instant) }.joined(separator: ",") + "]" }
    }

    /// Whether a world begins too long before the instant to be run up to it.
    package func isBeyondReach(_ text: String) -> Bool {
        (instants(of: text) ?? []).contains { $0.instant > $0.explanation.world.start + .days(Self.reach) }
    }

    /// Days after its start that a world is run: ten years.
    private static var reach: Int64 { 3653 }

    /// The first week of each world as a picture of plain text, at most 99 columns wide.
    package var timeline: [String] { worlds.flatMap { WorldExplanation(world: $0, scenario: self).timeline } }

    private func instants(of text: String) -> [(explanation: WorldExplanation, instant: SimulatedInstant)]? {
        var found: [(WorldExplanation, SimulatedInstant)] = []
        for world in worlds {
            let instant =
                text.hasPrefix("+")
                ? SimulatedDuration(parsing: String(text.dropFirst())).map { world.start + $0 }
                : CivilTime(parsing: text).map { world.zone.instant(of: $0) }
            guard let instant else { return nil }
            found.append((WorldExplanation(world: world, scenario: self), instant))
        }
        return found
    }
}

extension WorldExplanation {
    /// Whether a rule may act at an instant: of rules about rows, on a row of that stamp.
    func holds(_ rule: FaultRule, at instant: SimulatedInstant) -> Bool {
        guard rule.when.contains(instant), rule.when.times != 0, isOwn(rule) else { return false }
        if case .rows = rule.effect { return true }
        return instant >= world.start && !isOver(rule, at: instant)
    }

    /// Whether the life of a rule, which begins with the world, has ended.
    private func isOver(_ rule: FaultRule, at instant: SimulatedInstant) -> Bool {
        rule.when.ttl.map { instant >= world.start + $0 } ?? false
    }

    fileprivate func lines(at instant: SimulatedInstant) -> [String] {
        let moment = WorldMoment(world, at: instant)
        var lines = ["", "Tenant \(world.tenantCode) at \(time(instant)) (zone \(world.zone.name))"]
        if instant < world.start {
            lines.append("  The world begins at \(time(world.start)); until then no rule acts.")
        }
        for rule in world.faults where isOver(rule, at: instant) {
            lines.append("  over: \(rule.id), whose life ended at \(time(world.start + (rule.when.ttl ?? .zero)))")
        }
        // Before the start these are rules about rows, which history has from the start on.
        let word = instant < world.start ? "from the start on, of rows with this stamp" : "holds"
        for rule in moment.living where holds(rule, at: instant) {
            lines.append("  \(word): " + fault(rule) + known(of: rule, in: moment))
        }
        lines += moment.living.compactMap { late($0, at: instant) }.map { "  late: " + $0 }
        lines += world.events.compactMap { outage($0, at: instant) }.map { "  without supply: " + $0 }
        lines += moment.silences.map { "  " + $0.sentence }
        return lines.count == 2 ? lines + ["  No rule holds, and every meter answers."] : lines
    }

    /// What is known of how often a rule acts from then on.
    private func known(of rule: FaultRule, in moment: WorldMoment) -> String {
        var parts: [String] = []
        if rule.when.skip > 0 {
            parts.append("lets \(Words.count(rule.when.skip, of: "match", plural: "matches")) pass first")
        }
        if let left = moment.hitsLeft(of: rule) { parts.append("at most \(left) more \(left == 1 ? "time" : "times")") }
        if let life = rule.when.ttl { parts.append("its life ends at \(time(world.start + life))") }
        return parts.isEmpty ? "" : " Then: " + parts.joined(separator: ", ") + "."
    }

    /// The rows that a rule keeps from history at an instant.
    private func late(_ rule: FaultRule, at instant: SimulatedInstant) -> String? {
        guard case .rows(let effect) = rule.effect, case .late(let after) = effect.presence, instant >= world.start,
            effect.share > 0, after > .zero, rule.when.overlaps((instant - after + .milliseconds(1))...instant)
        else { return nil }
        return
            "\(rule.id): of the rows stamped after \(time(instant - after)) those that it draws are not in history yet"
    }

    private func outage(_ event: FieldEvent, at instant: SimulatedInstant) -> String? {
        guard case .outage(_, let span) = event.kind, event.at <= instant, instant < event.at + span else { return nil }
        return "since " + self.event(event)
    }

    fileprivate func json(at instant: SimulatedInstant) -> String {
        let moment = WorldMoment(world, at: instant)
        var writer = JSONWriter()
        writer.object { writer in
            writer.key("tenantCode")
            writer.string(world.tenantCode)
            writer.key("at")
            writer.string(time(instant))
            writer.key("isBeforeStart")
            writer.bool(instant < world.start)
            writer.key("rules")
            writer.array { writer in for rule in world.faults { write(rule, at: instant, in: moment, to: &writer) } }
            writer.key("silent")
            writer.array { writer in for silence in moment.silences { silence.write(to: &writer) } }
        }
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    private func write(
        _ rule: FaultRule,
        at instant: SimulatedInstant,
        in moment: WorldMoment,
        to writer: inout JSONWriter
    ) {
        writer.object { writer in
            writer.key("id")
            writer.string(rule.id)
            writer.key("holds")
            writer.bool(instant >= world.start && holds(rule, at: instant) && moment.hitsLeft(of: rule) != 0)
            if let left = moment.hitsLeft(of: rule) {
                writer.key("atMost")
                writer.integer(left)
            }
            guard rule.match.dcuShare != nil else { return }
            writer.key("dcus")
            writer.array { writer in for dcuNo in world.chosenDCUs(of: rule) { writer.string(dcuNo) } }
        }
    }
}
