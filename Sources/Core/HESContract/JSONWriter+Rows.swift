import JSON
import SimulationKernel

extension JSONWriter {
    mutating func compositeRow(_ row: CompositeRow, in forms: inout RowForms) {
        let dialect = forms.dialect
        fragment(forms.head(of: row.devAddr), awaitsValue: true)
        timestamp(row.timestamp, in: dialect)
        key("channelData")
        beginArray()
        for (index, channel) in row.channels.enumerated() {
            let form = forms.channel(channel.cgcode, likelyAt: index)
            fragment(form.before, awaitsValue: true)
            value(channel, as: form.decimal, in: dialect)
            fragment(form.after, awaitsValue: false)
        }
        if dialect.channelOrder.hasUnknownChannel, !row.channels.isEmpty { unknownChannel(dialect) }
        endArray()
        endObject()
    }

    mutating func singleRow(_ row: SingleRow, in forms: inout RowForms) {
        let form = forms.single(row.channel.cgcode)
        fragment(forms.head(of: row.devAddr), awaitsValue: true)
        timestamp(row.timestamp, in: forms.dialect)
        fragment(form.before, awaitsValue: true)
        value(row.channel, as: form.decimal, in: forms.dialect)
        endObject()
    }

    /// Writes a row that is alone, without texts that only pay for several rows.
    mutating func onlyRow(_ row: SingleRow, in forms: RowForms) {
        let cgcode = row.channel.cgcode
        forms.writeHead(of: row.devAddr, to: &self)
        timestamp(row.timestamp, in: forms.dialect)
        forms.writeSingle(cgcode, to: &self)
        value(row.channel, as: forms.dialect.decimalForm(of: cgcode), in: forms.dialect)
        endObject()
    }

    /// Writes a channel with a code that is in no table.
    private mutating func unknownChannel(_ dialect: Dialect) {
        object {
            $0.key("unit")
            $0.string("")
            $0.key("value")
            let form = DecimalForm(places: 3, isStripped: dialect.decimals == .stripped)
            switch dialect.valueType {
            case .string: $0.decimalString(0, as: form)
            case .number: $0.decimalNumber(0, as: form)
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

    private mutating func value(_ channel: ChannelValue, as form: DecimalForm, in dialect: Dialect) {
        switch channel.value {
        case .scaled(let magnitude):
            switch dialect.valueType {
            case .string: decimalString(magnitude, as: form)
            case .number: decimalNumber(magnitude, as: form)
            }
        case .pinned(let text): pinned(text, of: channel.cgcode, in: dialect)
        case .json(let text): number(text)
        }
    }

    private mutating func pinned(_ text: String, of cgcode: Cgcode, in dialect: Dialect) {
        guard let decimal = PlainDecimal(text) else { return string(text) }
        let isShifted = dialect.powerUnit.isBase && cgcode.unit.isPower
        let shown = (isShifted ? decimal.timesThousand : decimal).written(as: dialect.decimals)
        switch dialect.valueType {
        case .string: string(isShifted ? shown.number : shown.text)
        case .number: number(shown.number)
        }
    }
}
