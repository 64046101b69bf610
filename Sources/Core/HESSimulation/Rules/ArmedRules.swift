import HESContract
package import SimulationKernel

/// The armed rules in the order in which they were armed, with their counts; decides which of them hit a call.
package struct ArmedRules: Sendable {
    package struct Armed: Sendable {
        /// Unique within the world's life.
        package fileprivate(set) var serial: Int
        package let rule: FaultRule
        package fileprivate(set) var since: SimulatedInstant
        package fileprivate(set) var matchCount = 0
        package fileprivate(set) var hitCount = 0
        /// Number of matches by subject, so that `probability` does not depend on the order of different calls.
        fileprivate var occurrences: [UInt64: Int] = [:]
        /// The most subjects that are counted; at this number all counts restart.
        private static let mostSubjects = 65_536

        fileprivate init(_ rule: FaultRule, serial: Int, since: SimulatedInstant) {
            self.rule = rule
            self.serial = serial
            self.since = since
        }

        package func isAlive(at instant: SimulatedInstant) -> Bool {
            rule.when.ttl.map { instant < since + $0 } ?? true
        }

        /// Whether it may act once more: its life, its hits and its window are not over.
        package func mayAct(at instant: SimulatedInstant) -> Bool {
            let isWithin = if case .rows = rule.effect { true } else { rule.when.until.map { instant < $0 } ?? true }
            return isAlive(at: instant) && isWithin && hitCount < rule.when.times ?? .max
        }

        /// - Returns: the number of matches of the subject, this one included.
        fileprivate mutating func count(_ subject: UInt64) -> Int {
            if occurrences.count >= Self.mostSubjects { occurrences = [:] }
            let count = occurrences[subject, default: 0] + 1
            occurrences[subject] = count
            return count
        }
    }

    let tenantCode: String
    private let seed: UInt64
    private let dcuNos: [String]
    package private(set) var all: [Armed] = []
    private var lastSerial = 0

    init(_ configuration: WorldConfiguration) {
        tenantCode = configuration.tenantCode
        seed = configuration.seed
        dcuNos = configuration.dcus.map(\.dcuNo)
    }

    package var isEmpty: Bool { all.isEmpty }

    /// Whether a clock that leaps may leap to the firing of the rule with that serial.
    ///
    /// The rule was not removed, nor armed again after a reset. One that recurs is passed over, since such a clock would never come
    /// to rest.
    func isAwaited(serial: Int) -> Bool { all.contains { $0.serial == serial && $0.rule.when.recurrence == nil } }

    // MARK: Arming

    /// Those whose life is not over.
    package func living(at instant: SimulatedInstant) -> [Armed] {
        all.filter { $0.isAlive(at: instant) }
    }

    /// Forgets the rules whose life is over: their ids are free again.
    mutating func forgetEnded(at instant: SimulatedInstant) {
        all.removeAll { !$0.isAlive(at: instant) }
    }

    mutating func arm(_ rule: FaultRule, on timeline: inout Timeline) {
        lastSerial += 1
        all.append(Armed(chosen(rule), serial: lastSerial, since: timeline.now))
        schedule(rule, serial: lastSerial, on: &timeline)
    }

    private func schedule(_ rule: FaultRule, serial: Int, on timeline: inout Timeline) {
        guard rule.isTimed, rule.match.tenants.isEmpty || rule.match.tenants.contains(tenantCode),
            let instant = rule.when.firing(atOrAfter: timeline.now)
        else { return }
        timeline.schedule(.rule(serial), at: instant)
    }

    /// The rule with the DCUs that it chooses.
    private func chosen(_ rule: FaultRule) -> FaultRule {
        guard rule.match.dcuShare != nil || !rule.match.exceptions.isEmpty else { return rule }
        var rule = rule
        rule.match = rule.match.choosing(among: dcuNos, chance: chance(of: rule))
        return rule
    }

    /// - Returns: whether a rule had that id.
    mutating func disarm(_ id: String) -> Bool {
        let count = all.count
        all.removeAll { $0.rule.id == id }
        return all.count < count
    }

    mutating func disarmAll() {
        all = []
    }

    /// Arms the rules again after their world was reset: keeps their counts and schedules timed rules again.
    ///
    /// Serials are new, so that events under the old ones are ignored; a rule's life begins now at the latest.
    mutating func resume(on timeline: inout Timeline) {
        for index in all.indices {
            lastSerial += 1
            all[index].serial = lastSerial
            all[index].since = min(all[index].since, timeline.now)
        }
        for armed in all { schedule(armed.rule, serial: armed.serial, on: &timeline) }
    }

    // MARK: Hits

    /// The instant, plan and meter for which rules are matched.
    struct Question {
        var instant: SimulatedInstant
        /// The plan that the call has made.
        var planID: PlanID?
        /// nil matches the call as a whole.
        var devAddr: String?
    }

    /// The effects of one layer that hit a call, in the order of arming; see ``isHit(_:on:asked:in:on:)``.
    mutating func hits<Effect>(
        on ruled: inout RuledCall,
        asked question: Question,
        in plant: MeterPlant,
        on timeline: inout Timeline,
        pick: (FaultEffect) -> Effect?
    ) -> [(rule: FaultRule, effect: Effect)] {
        var hits: [(FaultRule, Effect)] = []
        for index in all.indices {
            guard let effect = pick(all[index].rule.effect),
                isHit(index, on: &ruled, asked: question, in: plant, on: &timeline)
            else { continue }
            hits.append((all[index].rule, effect))
        }
        return hits
    }

    /// Whether the rule at `index` hits a call; decided once for a call and its plan, and recorded in the journal then.
    mutating func isHit(
        _ index: Int,
        on ruled: inout RuledCall,
        asked question: Question,
        in plant: MeterPlant,
        on timeline: inout Timeline
    ) -> Bool {
        // Not the armed rule as a whole: a copy at hand would make the next count copy all its occurrences.
        let (rule, serial) = (all[index].rule, all[index].serial)
        guard all[index].isAlive(at: question.instant), isMatch(rule, for: ruled.call, asked: question, in: plant)
        else { return false }
        if let known = ruled.decisions[serial] { return known }
        let isHit = decide(index, subject: ruled.call.subject)
        ruled.decisions[serial] = isHit
        if isHit { timeline.record(.fault(note(of: rule, on: ruled.call, asked: question, in: plant))) }
        return isHit
    }

    /// Whether a match is a hit: after `skip`, within `times`, with `probability`.
    private mutating func decide(_ index: Int, subject: SeededHash) -> Bool {
        let rule = all[index].rule
        all[index].matchCount += 1
        guard all[index].matchCount > rule.when.skip, all[index].hitCount < rule.when.times ?? .max else {
            return false
        }
        // A rule about rows draws each row of a meter instead, whichever call asks for it.
        if let probability = rule.when.probability, !rule.effect.isAboutRows {
            let occurrence = all[index].count(subject.value)
            let draw = chance(of: rule).about("probability").about(subject.value).about(UInt64(occurrence))
            guard draw.unit < probability else { return false }
        }
        all[index].hitCount += 1
        assert(all[index].hitCount <= all[index].matchCount, "every hit is a match")
        return true
    }

    /// The rules with an effect on rows that would hit a call about a meter now; nothing is counted or recorded.
    func foreseenRowFaults(
        of devAddr: String,
        in call: RuleCall,
        plant: MeterPlant,
        at instant: SimulatedInstant
    ) -> [RowFault] {
        foreseen(of: devAddr, in: call, plant: plant, at: instant, pick: \.rows).map {
            RowFault($0.effect, of: $0.rule, chance: chance(of: $0.rule))
        }
    }

    /// The rule that would keep a meter from answering a read now, one that surely does before others; nothing is counted or
    /// recorded.
    func foreseenSilencer(
        of devAddr: String,
        in call: RuleCall,
        plant: MeterPlant,
        at instant: SimulatedInstant
    ) -> FaultRule? {
        let silencers = foreseen(of: devAddr, in: call, plant: plant, at: instant, pick: \.field).filter { hit in
            var read = MeterRead(duration: .zero, timeout: .seconds(1))
            hit.effect.change(&read)
            return !read.hasAnswered
        }
        return silencers.first { $0.rule.when.isCertain }?.rule ?? silencers.first?.rule
    }

    private func foreseen<Effect>(
        of devAddr: String,
        in call: RuleCall,
        plant: MeterPlant,
        at instant: SimulatedInstant,
        pick: (FaultEffect) -> Effect?
    ) -> [(rule: FaultRule, effect: Effect)] {
        let question = Question(instant: instant, devAddr: devAddr)
        return all.compactMap { armed in
            guard let effect = pick(armed.rule.effect), armed.isAlive(at: instant),
                isMatch(armed.rule, for: call, asked: question, in: plant),
                armed.matchCount >= armed.rule.when.skip, armed.hitCount < armed.rule.when.times ?? .max
            else { return nil }
            return (armed.rule, effect)
        }
    }

    /// Fires a timed rule; nil if it was disarmed or is over.
    mutating func fire(serial: Int, on timeline: inout Timeline) -> FaultRule? {
        guard let index = all.firstIndex(where: { $0.serial == serial }), all[index].isAlive(at: timeline.now),
            all[index].rule.when.contains(timeline.now),
            all[index].rule.when.recurrence == nil || all[index].hitCount < all[index].rule.when.times ?? .max
        else { return nil }
        if let next = all[index].rule.when.beginning(atOrAfter: timeline.now + .milliseconds(1)) {
            timeline.schedule(.rule(serial), at: next)
        }
        all[index].matchCount += 1
        all[index].hitCount += 1
        let rule = all[index].rule
        timeline.record(.fault(JournalEntry.FaultNote(rule: rule.id, type: rule.type)))
        return rule
    }

    /// The rules about the field that still act and are about a DCU or all of them, in the order of arming.
    func inForce(onDCU dcuNo: String, at instant: SimulatedInstant) -> [FaultRule] {
        all.filter { armed in
            armed.isAlive(at: instant) && armed.rule.when.contains(instant)
                && armed.hitCount < armed.rule.when.times ?? .max && armed.rule.isAbout(dcuNo: dcuNo)
        }
        .map(\.rule)
    }

    /// The source of every random choice of a rule.
    func chance(of rule: FaultRule) -> SeededHash {
        SeededHash(seed: seed).about("rule").about(rule.id)
    }

    // MARK: Matching

    private func isMatch(
        _ rule: FaultRule,
        for call: RuleCall,
        asked question: Question,
        in plant: MeterPlant
    ) -> Bool {
        isTime(of: rule, for: call, at: question.instant) && rule.match.holds(for: call)
            && rule.effect.concerns(call.endpoint)
            && (rule.match.tenants.isEmpty || rule.match.tenants.contains(tenantCode))
            && isAbout(rule, call: call, meter: question.devAddr, in: plant)
            && (rule.match.exceptions.isEmpty || isLeft(by: rule, call: call, meter: question.devAddr, in: plant))
    }

    /// Whether a rule acts at `instant`; for a rule about rows, whether it acts on a stamp that the call asks for.
    private func isTime(of rule: FaultRule, for call: RuleCall, at instant: SimulatedInstant) -> Bool {
        guard case .rows = rule.effect else { return rule.when.contains(instant) }
        return call.rows.map(rule.when.overlaps) ?? false
    }

    private func isAbout(
        _ rule: FaultRule,
        call: RuleCall,
        meter devAddr: String?,
        in plant: MeterPlant
    ) -> Bool {
        if let devAddr { return isAbout(rule, meter: devAddr, in: plant) }
        let match = rule.match
        guard match.namesMeters else { return true }
        if match.meters.isEmpty, match.share == nil, let dcuNo = call.dcuNo, match.holds(forDCU: dcuNo) { return true }
        return call.devAddrs.contains { isAbout(rule, meter: $0, in: plant) }
    }

    /// Whether the rule matches calls that name the meter, as far as the meter goes.
    package func isAbout(_ rule: FaultRule, meter devAddr: String, in plant: MeterPlant) -> Bool {
        holds(rule.match, forMeter: devAddr, chance: chance(of: rule), in: plant)
            && !rule.match.exceptions.contains {
                $0.namesOnlyMeters && excepts($0, of: rule, meter: devAddr, in: plant)
            }
    }

    private func note(
        of rule: FaultRule,
        on call: RuleCall,
        asked question: Question,
        in plant: MeterPlant
    ) -> JournalEntry.FaultNote {
        var note = JournalEntry.FaultNote(rule: rule.id, type: rule.type)
        (note.endpoint, note.planID) = (call.endpoint, question.planID)
        if rule.match.namesMeters {
            note.devAddrs = call.devAddrs.filter {
                isAbout(rule, meter: $0, in: plant) && isLeft(by: rule, call: call, meter: $0, in: plant)
            }
        }
        return note
    }
}

extension ArmedRules {
    /// What a snapshot holds of it: the rules in their order, with their counts.
    struct Saved: Codable {
        fileprivate struct Rule: Codable {
            let rule: SavedRule
            let serial: Int
            let since: SimulatedInstant
            let matchCount: Int
            let hitCount: Int
            @InKeyOrder var occurrences: [UInt64: Int]
        }

        fileprivate let rules: [Rule]
        fileprivate let lastSerial: Int
    }

    var saved: Saved {
        let rules = all.map {
            Saved.Rule(
                rule: SavedRule($0.rule),
                serial: $0.serial,
                since: $0.since,
                matchCount: $0.matchCount,
                hitCount: $0.hitCount,
                occurrences: $0.occurrences
            )
        }
        return Saved(rules: rules, lastSerial: lastSerial)
    }

    /// - Throws: ``SnapshotError`` for a rule that `find` does not know.
    mutating func restore(_ saved: Saved, by find: (SavedRule) -> FaultRule?) throws(SnapshotError) {
        all = []
        for kept in saved.rules {
            guard let rule = find(kept.rule) else { throw SnapshotError(reason: "there is no \(kept.rule)") }
            var armed = Armed(chosen(rule), serial: kept.serial, since: kept.since)
            (armed.matchCount, armed.hitCount) = (kept.matchCount, kept.hitCount)
            armed.occurrences = kept.occurrences
            all.append(armed)
        }
        lastSerial = saved.lastSerial
    }
}

extension FaultEffect {
    fileprivate var isAboutRows: Bool {
        if case .rows = self { true } else { false }
    }

    fileprivate func concerns(_ endpoint: Endpoint) -> Bool {
        switch self {
        case .field(let effect): effect.endpoints.contains(endpoint)
        case .rows(let effect): effect.endpoints.contains(endpoint)
        case .reply, .push, .session, .broker: true
        }
    }
}

extension FaultRule {
    fileprivate func isAbout(dcuNo: String) -> Bool {
        switch effect {
        case .field, .rows:
            (match.dcus.isEmpty && match.dcuShare == nil ? !match.namesMeters : match.holds(forDCU: dcuNo))
                && !match.exceptions.contains {
                    $0.namesOnlyMeters && $0.meters.isEmpty && $0.share == nil && $0.holds(forDCU: dcuNo)
                }
        case .reply, .push, .session, .broker: false
        }
    }
}
