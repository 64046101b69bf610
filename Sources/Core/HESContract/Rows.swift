package import SimulationKernel

/// A meter value before it is written as JSON.
package enum WireValue: Hashable, Codable, Sendable {
    /// An integer in the unit's last printed digit: 7340740 at three places is `"7340.740"`.
    case scaled(Int64)
    /// Pinned by a scenario, in the table's unit; text that is not a plain decimal is sent unchanged.
    case pinned(String)
    /// JSON text of a rule or of a failed meter's substitute, sent unchanged.
    case json(String)
}

package struct ChannelValue: Hashable, Codable, Sendable {
    package var cgcode: Cgcode
    package var value: WireValue

    package init(cgcode: Cgcode, value: WireValue) {
        self.cgcode = cgcode
        self.value = value
    }
}

/// A row of §3.2 and §3.4: all channels of one meter at one freeze instant.
package struct CompositeRow: Hashable, Codable, Sendable {
    package var devAddr: String
    package var timestamp: SimulatedInstant
    package var channels: [ChannelValue]

    package init(devAddr: String, timestamp: SimulatedInstant, channels: [ChannelValue]) {
        self.devAddr = devAddr
        self.timestamp = timestamp
        self.channels = channels
    }
}

/// A row of §3.3 and §3.5: one value of one meter.
package struct SingleRow: Hashable, Codable, Sendable {
    package var devAddr: String
    package var timestamp: SimulatedInstant
    package var channel: ChannelValue

    package init(devAddr: String, timestamp: SimulatedInstant, channel: ChannelValue) {
        self.devAddr = devAddr
        self.timestamp = timestamp
        self.channel = channel
    }
}

extension Dialect {
    package func unit(of cgcode: Cgcode) -> String {
        guard powerUnit.isBase, cgcode.unit.isPower else { return cgcode.unit.rawValue }
        return String(cgcode.unit.rawValue.dropFirst())
    }

    /// Three places fewer for W than for kW, because a thousandth of a kW is a W.
    func decimalPlaces(of cgcode: Cgcode) -> Int {
        powerUnit.isBase && cgcode.unit.isPower ? cgcode.unit.decimalPlaces - 3 : cgcode.unit.decimalPlaces
    }
}
