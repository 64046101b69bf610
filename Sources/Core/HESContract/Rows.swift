package import SimulationKernel

/// A meter value on its way to the wire.
package enum WireValue: Hashable, Sendable {
    /// An integer in the unit's last printed digit: 7340740 at three places is `"7340.740"`.
    case scaled(Int64)
    /// Sent as it is: a scenario pinned it.
    case pinned(String)
    /// JSON text, sent as it is: a rule put it there.
    case json(String)
}

package struct ChannelValue: Hashable, Sendable {
    package var cgcode: Cgcode
    package var value: WireValue

    package init(cgcode: Cgcode, value: WireValue) {
        self.cgcode = cgcode
        self.value = value
    }
}

/// A row of §3.2 and §3.4: all channels of one meter at one freeze instant.
package struct CompositeRow: Hashable, Sendable {
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
package struct SingleRow: Hashable, Sendable {
    package var devAddr: String
    package var timestamp: SimulatedInstant
    package var channel: ChannelValue

    package init(devAddr: String, timestamp: SimulatedInstant, channel: ChannelValue) {
        self.devAddr = devAddr
        self.timestamp = timestamp
        self.channel = channel
    }
}

extension JSONWriter {
    mutating func compositeRow(_ row: CompositeRow) {
        object {
            $0.key("devAddr")
            $0.string(row.devAddr)
            $0.key("timestamp")
            $0.integer(row.timestamp.milliseconds)
            $0.key("channelData")
            $0.array { for channel in row.channels { $0.channel(channel) } }
        }
    }

    /// §3.3's rows name their cgcode, §3.5's do not.
    mutating func singleRow(_ row: SingleRow, withCgcode: Bool) {
        object {
            $0.key("devAddr")
            $0.string(row.devAddr)
            $0.key("timestamp")
            $0.integer(row.timestamp.milliseconds)
            if withCgcode {
                $0.key("cgcode")
                $0.string(row.channel.cgcode.rawValue)
            }
            $0.key("unit")
            $0.string(row.channel.cgcode.unit.rawValue)
            $0.key("value")
            $0.value(row.channel)
        }
    }

    private mutating func channel(_ channel: ChannelValue) {
        object {
            $0.key("unit")
            $0.string(channel.cgcode.unit.rawValue)
            $0.key("value")
            $0.value(channel)
            $0.key("cgcode")
            $0.string(channel.cgcode.rawValue)
        }
    }

    private mutating func value(_ channel: ChannelValue) {
        switch channel.value {
        case .scaled(let magnitude): decimalString(magnitude, places: channel.cgcode.unit.decimalPlaces)
        case .pinned(let text): string(text)
        case .json(let text): number(text)
        }
    }
}
