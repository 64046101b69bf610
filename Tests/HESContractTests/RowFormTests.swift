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

    private static let codes: [Cgcode] = [.voltageA, .importActiveEnergy, .activePowerTotal, .powerFactorA, .voltageA]
    private static let values: [WireValue] = [
        .scaled(2301), .scaled(-7), .pinned("0012.5"), .json("null"), .scaled(7_340_740),
    ]

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
