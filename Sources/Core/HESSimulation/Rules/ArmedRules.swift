package import SimulationKernel

/// The armed rules in the order of the file, with what each has seen.
package struct ArmedRules: Sendable {
    package struct Armed: Sendable {
        /// Unique within the world's life.
        package fileprivate(set) var serial: Int
        package let rule: FaultRule
        package fileprivate(set) var since: SimulatedInstant
        package fileprivate(set) var matchCount = 0
        package fileprivate(set) var hitCount = 0
        /// How often each subject has come, so that the same calls are hit in whatever order they come.
        fileprivate var occurrences: [UInt64: Int] = [:]

        package func isAlive(at instant: SimulatedInstant) -> Bool {
            rule.when.ttl.map { instant < since + $0 } ?? true
        }
    }

    package private(set) var rules: [Armed] = []
    private var lastSerial = 0
    /// Subjects that a rule tells apart; beyond it their count begins anew.
    fileprivate static let mostSubjects = 65_536

    package var isEmpty: Bool { rules.isEmpty }

    mutating func arm(_ rule: FaultRule, at instant: SimulatedInstant) -> Int {
        lastSerial += 1
        rules.append(Armed(serial: lastSerial, rule: rule, since: instant))
        return lastSerial
    }

    mutating func disarmAll() {
        rules = []
    }

    /// New serials, so that events of old ones find nothing; a rule's life begins at the latest `since`.
    mutating func renumber(since instant: SimulatedInstant) {
        for index in rules.indices {
            lastSerial += 1
            rules[index].serial = lastSerial
            rules[index].since = min(rules[index].since, instant)
        }
    }

    mutating func disarm(_ id: String) -> Bool {
        let count = rules.count
        rules.removeAll { $0.rule.id == id }
        return rules.count < count
    }

    /// Whether a match is a hit: after `skip`, within `times`, with `probability`.
    mutating func decide(_ index: Int, subject: SeededHash, chance: SeededHash) -> Bool {
        let when = rules[index].rule.when
        rules[index].matchCount += 1
        guard rules[index].matchCount > when.skip, rules[index].hitCount < when.times ?? .max else { return false }
        if let probability = when.probability {
            let occurrence = rules[index].count(subject.value)
            let draw = chance.about("probability").about(subject.value).about(UInt64(occurrence))
            guard draw.unit < probability else { return false }
        }
        rules[index].hitCount += 1
        return true
    }

    mutating func countHit(_ serial: Int) {
        guard let index = rules.firstIndex(where: { $0.serial == serial }) else { return }
        rules[index].matchCount += 1
        rules[index].hitCount += 1
    }
}

extension ArmedRules.Armed {
    fileprivate mutating func count(_ subject: UInt64) -> Int {
        if occurrences.count >= ArmedRules.mostSubjects { occurrences = [:] }
        occurrences[subject, default: 0] += 1
        return occurrences[subject] ?? 0
    }
}

/// What was decided about one call, rule by rule: a rule hits a call and its whole plan, or not at all.
struct RuleDecisions: Sendable {
    private var taken: [(serial: Int, isHit: Bool)] = []

    subscript(serial: Int) -> Bool? {
        get { taken.first { $0.serial == serial }?.isHit }
        set {
            guard let newValue else { return }
            taken.append((serial, newValue))
        }
    }
}
