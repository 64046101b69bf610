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
    fileprivate func lines(at instant: SimulatedInstant) -> [String] {
        let holding = world.faults.filter { $0.when.contains(instant) }
        var lines = ["", "Tenant \(world.tenantCode) at \(time(instant)) (zone \(world.zone.name))"]
        lines += holding.map { "  holds: " + fault($0) }
        lines += world.faults.compactMap { late($0, at: instant) }.map { "  late: " + $0 }
        lines += world.events.compactMap { outage($0, at: instant) }.map { "  without supply: " + $0 }
        return lines.count == 2 ? lines + ["  No rule holds, and no area is without supply."] : lines
    }

    /// The rows that a rule keeps from history at an instant.
    private func late(_ rule: FaultRule, at instant: SimulatedInstant) -> String? {
        guard case .rows(let effect) = rule.effect, case .late(let after) = effect.presence,
            rule.when.overlaps((instant - after + .milliseconds(1))...instant)
        else { return nil }
        return
            "\(rule.id): of the rows stamped after \(time(instant - after)) those that it draws are not in history yet"
    }

    private func outage(_ event: FieldEvent, at instant: SimulatedInstant) -> String? {
        guard case .outage(_, let span) = event.kind, event.at <= instant, instant < event.at + span else { return nil }
        return "since " + self.event(event)
    }

    fileprivate func json(at instant: SimulatedInstant) -> String {
        var writer = JSONWriter()
        writer.object { writer in
            writer.key("tenantCode")
            writer.string(world.tenantCode)
            writer.key("at")
            writer.string(time(instant))
            writer.key("rules")
            writer.array { writer in
                for rule in world.faults {
                    writer.object { writer in
                        writer.key("id")
                        writer.string(rule.id)
                        writer.key("holds")
                        writer.bool(rule.when.contains(instant))
                        guard rule.match.dcuShare != nil else { return }
                        writer.key("dcus")
                        writer.array { writer in for dcuNo in world.chosenDCUs(of: rule) { writer.string(dcuNo) } }
                    }
                }
            }
        }
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    // MARK: The week

    fileprivate var timeline: [String] {
        let midnight = world.zone.date(at: world.start)
        let days = (0..<7).map { midnight.adding(days: $0) }
        let head = days.map {
            String("|\(CivilTime(date: $0).description.dropFirst(5).prefix(5))".padded(to: Self.cells))
        }
        var lines = ["", "Tenant \(world.tenantCode), the week from \(time(world.start)); a sign is two hours"]
        lines.append(String(repeating: " ", count: Self.label) + head.joined())
        for rule in world.faults {
            lines.append(label(rule.id) + days.map { day(of: rule, on: $0) }.joined())
        }
        for event in world.events.sorted(by: { $0.at < $1.at })
        where event.at < world.zone.startOfDay(midnight.adding(days: 7)) {
            lines.append("  " + self.event(event))
        }
        return lines + ["  # holds all of the time, + a part of it, . not at all; of rules about rows the stamps count"]
    }

    private func day(of rule: FaultRule, on date: CivilDate) -> String {
        (0..<Self.cells).map { cell in
            let held = (0..<Self.samples).count { sample in
                let moment = (cell * Self.samples + sample) * 300_000
                return rule.when.contains(world.zone.instant(of: CivilTime(date: date, millisecondOfDay: moment)))
            }
            return held == 0 ? "." : held == Self.samples ? "#" : "+"
        }
        .joined()
    }

    private func label(_ id: String) -> String { (String(id.prefix(Self.label - 1))).padded(to: Self.label) }

    /// Two hours of a day each, sampled every five minutes.
    private static let cells = 12
    private static let samples = 24
    private static let label = 15
}

extension String {
    fileprivate func padded(to width: Int) -> String {
        self + String(repeating: " ", count: max(0, width - count))
    }
}
