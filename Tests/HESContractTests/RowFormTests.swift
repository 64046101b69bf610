import HESContract
import SimulationKernel
import Testing

@Suite("Rows as JSON")
struct RowFormTests {
    private static let planID = PlanID(ordinal: 1_720_627_200_000_000)

    static let dialects: [Dialect] = {
        var numbers = Dialect()
        (numbers.valueType, numbers.devAddrType, numbers.powerUnit) = (.number, .number, .base)
        var others = Dialect()
        (others.timestampUnit, others.channelOrder, others.historyCgcode) = (.string, .extra, .number)
        return [Dialect(), numbers, others]
    }()

    /// Every combination of the switches that change how a single row of a push is written.
    static let combinations: [Dialect] = {
        var dialects = [Dialect()]
        func vary<Value: CaseIterable>(_ member: WritableKeyPath<Dialect, Value>) {
            dialects = dialects.flatMap { dialect in
                Value.allCases.map { value -> Dialect in
                    var varied = dialect
                    varied[keyPath: member] = value
                    return varied
                }
            }
        }
        vary(\.valueType)
        vary(\.timestampUnit)
        vary(\.devAddrType)
        vary(\.decimals)
        vary(\.powerUnit)
        return dialects
    }()

    private static let codes: [Cgcode] = [.voltageA, .importActiveEnergy, .activePowerTotal, .powerFactorA, .voltageA]
    private static let values: [WireValue] = [
        .scaled(2301), .scaled(-7), .pinned("0012.5"), .json("null"), .scaled(7_340_740),
    ]

    /// Every code with every value, also with text that is no decimal.
    private static let channels: [ChannelValue] = codes.dropLast().flatMap { cgcode -> [ChannelValue] in
        let more: [WireValue] = [.pinned("FFFF"), .pinned("-0.0400"), .scaled(1500)]
        return (values + more).map { ChannelValue(cgcode: cgcode, value: $0) }
    }

    @Test("rows of several meters and codes have the same text together as one by one", arguments: dialects)
    func composite(_ dialect: Dialect) {
        let rows = (0..<12).map { number in
            // Other meters, and channels at other places, than in the row before.
            let channels = (0..<5).map { place in
                ChannelValue(cgcode: Self.codes[(place + number) % 5], value: Self.values[(place * number) % 5])
            }
            return CompositeRow(
                devAddr: "00\(number / 2 % 3)",
                timestamp: SimulatedInstant(milliseconds: Int64(number) * 900_000),
                channels: channels
            )
        }
        #expect(
            list(.composite(rows), in: dialect)
                == rows.map { list(.composite([$0]), in: dialect) }.joined(separator: ",")
        )
    }

    @Test("single rows too", arguments: dialects)
    func single(_ dialect: Dialect) {
        let rows = (0..<12).map { number in
            SingleRow(
                devAddr: "00\(number / 2 % 3)",
                timestamp: SimulatedInstant(milliseconds: Int64(number) * 900_000),
                channel: ChannelValue(cgcode: Self.codes[number % 5], value: Self.values[number % 5])
            )
        }
        #expect(
            list(.single(rows), in: dialect) == rows.map { list(.single([$0]), in: dialect) }.joined(separator: ",")
        )
    }

    @Test("a single row that is alone has the text that it has before another", arguments: combinations)
    func alone(_ dialect: Dialect) {
        let stamp = SimulatedInstant(milliseconds: 1_720_686_001_234)
        for devAddr in ["000", "0012", "A7"] {
            for channel in Self.channels {
                let row = SingleRow(devAddr: devAddr, timestamp: stamp, channel: channel)
                let text = list(.single([row]), in: dialect)

                #expect(text.hasPrefix("{") && text.hasSuffix("}"))
                #expect(list(.single([row, row]), in: dialect) == "\(text),\(text)")
            }
        }
    }

    /// The text between the brackets of a push's list.
    private func list(_ list: Push.List, in dialect: Dialect) -> String {
        let text = String(
            decoding: Push(planID: Self.planID, status: .success, list: list).json(dialect),
            as: UTF8.self
        )
        let start = text.firstRange(of: "\"list\":[").map(\.upperBound) ?? text.startIndex
        return String(text[start...].dropLast(3))
    }
}
