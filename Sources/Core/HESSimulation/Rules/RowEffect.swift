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
    /// Its rule's id.
    let rule: String
    let when: RuleTime
    /// Source of random choices about rows, derived from seed and rule.
    let chance: SeededHash

    package init(_ effect: any RowEffect, rule: String, when: RuleTime = RuleTime(), chance: SeededHash) {
        self.effect = effect
        self.rule = rule
        self.when = when
        self.chance = chance
    }
}

/// A snapshot names the rule; its effect is the configuration's.
extension RowFault: Codable {
    package init(from decoder: any Decoder) throws {
        let id = try String(from: decoder)
        let world = try decoder.snapshotWorld
        guard let rule = world.configuration.faults.first(where: { $0.id == id }), let effect = rule.effect.rows else {
            throw decoder.damage("no rule '\(id)' with an effect on rows")
        }
        self.init(effect, rule: id, when: rule.when, chance: world.rules.chance(of: rule))
    }

    package func encode(to encoder: any Encoder) throws {
        try rule.encode(to: encoder)
    }
}
