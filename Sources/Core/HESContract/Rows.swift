import JSON
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

extension JSONWriter {
    mutating func compositeRow(_ row: CompositeRow, in dialect: Dialect) {
        object {
            $0.key("devAddr")
            $0.devAddr(row.devAddr, in: dialect)
            $0.key("timestamp")
            $0.timestamp(row.timestamp, in: dialect)
            $0.key("channelData")
            $0.array {
                for channel in row.channels { $0.channel(channel, in: dialect) }
                if dialect.channelOrder.hasUnknownChannel, !row.channels.isEmpty { $0.unknownChannel(dialect) }
            }
        }
    }

    /// Writes a row; §3.3's rows have a `cgcode`, §3.5's have the dialect's form of it.
    mutating func singleRow(_ row: SingleRow, in dialect: Dialect, withCgcode: Bool) {
        object {
            $0.key("devAddr")
            $0.devAddr(row.devAddr, in: dialect)
            $0.key("timestamp")
            $0.timestamp(row.timestamp, in: dialect)
            $0.cgcode(row.channel.cgcode, as: withCgcode ? .string : dialect.historyCgcode)
            $0.key("unit")
            $0.string(dialect.unit(of: row.channel.cgcode))
            $0.key("value")
            $0.value(row.channel, in: dialect)
        }
    }

    private mutating func cgcode(_ cgcode: Cgcode, as form: Dialect.HistoryCgcode) {
        switch form {
        case .absent: return
        case .string:
            key("cgcode")
            string(cgcode.rawValue)
        case .number:
            key("cgcode")
            number(cgcode.rawValue)
        }
    }

    private mutating func channel(_ channel: ChannelValue, in dialect: Dialect) {
        object {
            $0.key("unit")
            $0.string(dialect.unit(of: channel.cgcode))
            $0.key("value")
            $0.value(channel, in: dialect)
            $0.key("cgcode")
            $0.string(channel.cgcode.rawValue)
        }
    }

    /// Writes a channel with a code that is in no table.
    private mutating func unknownChannel(_ dialect: Dialect) {
        object {
            $0.key("unit")
            $0.string("")
            $0.key("value")
            switch dialect.valueType {
            case .string: $0.string("0.000")
            case .number: $0.number("0.000")
            }
            $0.key("cgcode")
            $0.string("5999")
        }
    }

    /// Writes a device number; in a dialect with JSON numbers, digits lose leading zeros and other text stays text.
    mutating func devAddr(_ devAddr: String, in dialect: Dialect) {
        guard dialect.devAddrType.isNumber, devAddr.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
            return string(devAddr)
        }
        let digits = devAddr.drop { $0 == "0" }
        number(digits.isEmpty ? "0" : String(digits))
    }

    private mutating func timestamp(_ instant: SimulatedInstant, in dialect: Dialect) {
        switch dialect.timestampUnit {
        case .milliseconds: integer(instant.milliseconds)
        case .seconds: integer(instant.milliseconds / 1000)
        case .string: string("\(instant.milliseconds)")
        }
    }

    private mutating func value(_ channel: ChannelValue, in dialect: Dialect) {
        switch channel.value {
        case .scaled(let magnitude):
            let places = dialect.decimalPlaces(of: channel.cgcode)
            switch dialect.valueType {
            case .string: decimalString(magnitude, places: places)
            case .number: decimalNumber(magnitude, places: places)
            }
        case .pinned(let text): pinned(text, of: channel.cgcode, in: dialect)
        case .json(let text): number(text)
        }
    }
}

extension JSONWriter {
    private mutating func pinned(_ text: String, of cgcode: Cgcode, in dialect: Dialect) {
        guard let decimal = PlainDecimal(text) else { return string(text) }
        let isShifted = dialect.powerUnit.isBase && cgcode.unit.isPower
        let shown = isShifted ? decimal.timesThousand : decimal
        switch dialect.valueType {
        case .string: string(isShifted ? shown.number : text)
        case .number: number(shown.number)
        }
    }
}

extension Dialect {
    func unit(of cgcode: Cgcode) -> String {
        guard powerUnit.isBase, cgcode.unit.isPower else { return cgcode.unit.rawValue }
        return String(cgcode.unit.rawValue.dropFirst())
    }

    /// Three places fewer for W than for kW, because a thousandth of a kW is a W.
    func decimalPlaces(of cgcode: Cgcode) -> Int {
        powerUnit.isBase && cgcode.unit.isPower ? cgcode.unit.decimalPlaces - 3 : cgcode.unit.decimalPlaces
    }
}
