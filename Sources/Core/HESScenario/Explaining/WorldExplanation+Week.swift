import HESSimulation
import SimulationKernel

/// The first week as a picture.
extension WorldExplanation {
    var timeline: [String] {
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
                return holds(rule, at: world.zone.instant(of: CivilTime(date: date, millisecondOfDay: moment)))
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
