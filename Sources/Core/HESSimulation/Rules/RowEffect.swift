package import HESContract
package import HESMeterModel
package import SimulationKernel

/// A fault in a meter's rows.
///
/// A rule's `from` and `until` refer to the stamps of the rows, so that a repeated call has the same answer.
package protocol RowEffect: Sendable {
    /// The calls that it can affect; its rule matches no other call.
    var endpoints: [Endpoint] { get }
    var presence: RowPresence { get }
    /// Share of the rows on which it acts, 0…1, drawn for each meter and stamp.
    var share: Double { get }
    /// Whether it can change a row of that item; one that changes which rows there are touches each.
    func touches(_ cgcode: Cgcode) -> Bool
    /// Whether rows of this single code are missing.
    func lacks(_ cgcode: Cgcode) -> Bool
    /// Whether a frozen row shows the values of the freeze before it.
    var isStale: Bool { get }
    func change(_ reading: inout PowerReading)
    func change(_ row: inout RowDraft)
}

extension RowEffect {
    package var endpoints: [Endpoint] { [.readFrozen, .readSingle, .historyFrozen, .historySingle] }
    package var presence: RowPresence { .untouched }
    package var share: Double { 1 }
    package func touches(_ cgcode: Cgcode) -> Bool { true }
    package func lacks(_ cgcode: Cgcode) -> Bool { false }
    package var isStale: Bool { false }
    package func change(_ reading: inout PowerReading) {}
    package func change(_ row: inout RowDraft) {}
}

package enum RowPresence: Sendable {
    case untouched
    /// A share of the rows, 0…1, is neither in history nor in the meter.
    case missing(share: Double)
    /// The head-end has a row only `after` its stamp, or once the meter is read.
    case late(after: SimulatedDuration)
    /// Every row is repeated, `times` in all.
    case repeated(times: Int)
}

/// A row before it becomes one of a composite or of a single code.
package struct RowDraft: Sendable {
    package var timestamp: SimulatedInstant
    package var channels: [ChannelValue]
    /// Whether the meter froze it; false for a real-time reading.
    package let isFrozen: Bool

    package init(timestamp: SimulatedInstant, channels: [ChannelValue], isFrozen: Bool) {
        self.timestamp = timestamp
        self.channels = channels
        self.isFrozen = isFrozen
    }
}

/// A row effect that hit a call.
package struct RowFault: Sendable {
    let effect: any RowEffect
    let rule: SavedRule
    let when: RuleTime
    /// Source of random choices about rows, derived from seed and rule.
    let chance: SeededHash

    package init(_ effect: any RowEffect, of rule: FaultRule, chance: SeededHash) {
        self.effect = effect
        self.rule = SavedRule(rule)
        when = rule.when
        self.chance = chance
    }

    /// The rows of a meter that it draws with its share and its rule's probability, in its rule's windows; nil: all of them.
    ///
    /// Drawn for each meter and stamp, never for a question: every page and every repeated call tells of the same rows.
    func drawn(of devAddr: String) -> RowMask? {
        guard when.probability != nil || effect.share < 1 || when.recurrence != nil else { return nil }
        let share = effect.share * (when.probability ?? 1)
        return RowMask.drawn(share, chance: chance, devAddr: devAddr, within: when.recurrence)
    }

    func acts(on stamp: SimulatedInstant, of devAddr: String) -> Bool {
        guard when.contains(stamp) else { return false }
        guard when.probability != nil || effect.share < 1 else { return true }
        // The window holds for the stamp itself, which need not lie at a quarter hour.
        let share = effect.share * (when.probability ?? 1)
        return RowMask.drawn(share, chance: chance, devAddr: devAddr, within: nil).lets(stamp)
    }
}

/// A snapshot names the rule; its effect is the configuration's or follows from the rule's text.
extension RowFault: Codable {
    package init(from decoder: any Decoder) throws {
        let saved = try SavedRule(from: decoder)
        let world = try decoder.snapshotWorld
        guard let rule = world.rule(saved), let effect = rule.effect.rows else {
            throw decoder.damage("no \(saved) with an effect on rows")
        }
        self.init(effect, of: rule, chance: world.chance(of: rule))
    }

    package func encode(to encoder: any Encoder) throws {
        try rule.encode(to: encoder)
    }
}
