import HESSimulation
import JSON
import SimulationKernel

/// A world as it is at an instant if no client has called: what the simulation itself says then.
struct WorldMoment {
    /// Meters that would not answer a read, for one reason.
    struct Silent {
        let sentence: String
        let devAddrs: [String]
        fileprivate let reason: String

        func write(to writer: inout JSONWriter) {
            writer.object { writer in
                writer.key("reason")
                writer.string(reason)
                writer.key("meters")
                writer.array { writer in for devAddr in devAddrs { writer.string(devAddr) } }
            }
        }
    }

    /// The rules that are not used up, nor at the end of their lives.
    let living: [FaultRule]
    let silences: [Silent]
    private let hits: [String: Int]

    /// Before the world's start nothing has happened, and no meter is silent.
    init(_ world: WorldConfiguration, at instant: SimulatedInstant) {
        var headEnd = HeadEnd(world)
        _ = headEnd.advance(to: max(world.start, instant))
        let armed = headEnd.rules.all
        hits = Dictionary(armed.map { ($0.rule.id, $0.hitCount) }) { first, _ in first }
        living = armed.filter { $0.isAlive(at: instant) && $0.hitCount < $0.rule.when.times ?? .max }.map(\.rule)
        silences = instant < world.start ? [] : Self.silences(in: headEnd)
    }

    /// Nil for a rule without a bound; what its own firing has used up is off.
    func hitsLeft(of rule: FaultRule) -> Int? {
        rule.when.times.map { max(0, $0 - (hits[rule.id] ?? 0)) }
    }

    /// Of so many meters at most, the first of the scenario.
    private static let mostMeters = 20_000

    private static func silences(in headEnd: HeadEnd) -> [Silent] {
        let groups = headEnd.configuration.meterGroups
        let total = groups.reduce(0) { $0 + $1.count }
        var reasons: [(reason: Silence, devAddrs: [String])] = []
        for devAddr in MeterNumbers.numbers(of: groups, from: 0, limit: mostMeters) {
            guard let silence = headEnd.silence(of: devAddr) else { continue }
            if let index = reasons.firstIndex(where: { $0.reason == silence }) {
                reasons[index].devAddrs.append(devAddr)
            } else {
                reasons.append((silence, [devAddr]))
            }
        }
        let whole = total > mostMeters ? "the first \(mostMeters)" : "\(total)"
        return reasons.map { Silent($0.reason, of: $0.devAddrs, among: whole) }
    }
}

extension WorldMoment.Silent {
    fileprivate init(_ silence: Silence, of devAddrs: [String], among whole: String) {
        let (state, reason) =
            switch silence {
            case .obstacle(let failure): ("would not answer", failure.sentence)
            case .rule(let id, true): ("offline", "rule '\(id)'")
            case .rule(let id, false): ("may be offline", "rule '\(id)'")
            }
        let names = devAddrs.count > 4 ? "\(devAddrs[0]) … \(devAddrs[devAddrs.count - 1])" : Words.list(devAddrs)
        let count = Words.count(devAddrs.count, of: "meter")
        self.init(sentence: "\(state): \(count) of \(whole), \(names): \(reason)", devAddrs: devAddrs, reason: reason)
    }
}
