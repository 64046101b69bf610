import JSON
import SimulationKernel
import Testing

@testable import HESContract

@Suite("Digits behind the point")
struct DecimalFormTests {
    private static let values: [(Cgcode, WireValue)] = [
        (.importActiveEnergy, .scaled(7_340_740)), (.importActiveEnergy, .scaled(0)), (.voltageA, .scaled(2300)),
        (.voltageA, .scaled(2301)), (.activePowerTotal, .scaled(-40)), (.activePowerTotal, .scaled(1500)),
        (.powerFactorA, .scaled(1000)), (.importActiveEnergy, .pinned("0012.5")), (.voltageA, .pinned("230.1500")),
        (.importActiveEnergy, .pinned("FFFF")), (.importActiveEnergy, .json("null")),
        (.importActiveEnergy, .scaled(.min)), (.importActiveEnergy, .scaled(.max)),
    ]

    @Test(
        "are by item, three, or without zeros at their end, as text and as numbers",
        arguments: [
            (
                "perItem", "kilo",
                [
                    "7340.740", "0.000", "230.0", "230.1", "-0.040", "1.500", "1.000", "0012.5", "230.1500", "FFFF",
                    "null",
                ]
            ),
            (
                "three", "kilo",
                [
                    "7340.740", "0.000", "230.000", "230.100", "-0.040", "1.500", "1.000", "0012.500", "230.1500",
                    "FFFF", "null",
                ]
            ),
            (
                "stripped", "kilo",
                ["7340.74", "0", "230", "230.1", "-0.04", "1.5", "1", "0012.5", "230.15", "FFFF", "null"]
            ),
            (
                "perItem", "base",
                ["7340.740", "0.000", "230.0", "230.1", "-40", "1500", "1.000", "0012.5", "230.1500", "FFFF", "null"]
            ),
            (
                "three", "base",
                [
                    "7340.740", "0.000", "230.000", "230.100", "-40.000", "1500.000", "1.000", "0012.500", "230.1500",
                    "FFFF", "null",
                ]
            ),
            (
                "stripped", "base",
                ["7340.74", "0", "230", "230.1", "-40", "1500", "1", "0012.5", "230.15", "FFFF", "null"]
            ),
        ] as [(String, String, [String])]
    )
    func digits(decimals: String, power: String, expected: [String]) throws {
        var dialect = Dialect()
        dialect.decimals = try #require(Dialect.Decimals(rawValue: decimals))
        dialect.powerUnit = try #require(Dialect.PowerUnit(rawValue: power))
        let ends = ["-9223372036854775.808", "9223372036854775.807"]
        let texts = (expected + ends).map { $0 == "null" ? $0 : "\"\($0)\"" }
        #expect(written(in: dialect) == texts)

        dialect.valueType = .number
        let numbers = (expected + ends).map {
            $0 == "FFFF" ? "\"FFFF\"" : $0.hasPrefix("00") ? String($0.dropFirst(2)) : $0
        }
        #expect(written(in: dialect) == numbers)
    }

    @Test(
        "of the schema take what is written, and the default's where they differ not",
        arguments: Dialect.Decimals.allCases
    )
    func schema(decimals: Dialect.Decimals) throws {
        for (step, power) in [(Dialect.EnergyStep.thousandth, Dialect.PowerUnit.kilo), (.hundredth, .base)] {
            var dialect = Dialect()
            (dialect.decimals, dialect.energyStep, dialect.powerUnit) = (decimals, step, power)
            let groups = dialect.unitGroups(of: Cgcode.allCases.filter { $0.category == .single })
            for (cgcode, value) in Self.values.prefix(7) {
                guard case .scaled(let scaled) = value,
                    let group = groups.first(where: { $0.cgcodes.contains(cgcode) }),
                    let text = group.value.member("pattern")?.value.string
                else { continue }
                let energy = cgcode.unit.isEnergy ? step.rounded(scaled) : scaled
                var writer = JSONWriter()
                writer.decimalString(energy, as: dialect.decimalForm(of: cgcode))
                let shown = String(decoding: writer.bytes.dropFirst().dropLast(), as: UTF8.self)
                #expect(try Regex(text).wholeMatch(in: shown) != nil, "\(cgcode) \(shown) \(text)")
                #expect(
                    try Regex(text).wholeMatch(in: shown + "1") == nil || decimals == .stripped || !shown.contains(".")
                )
            }
        }
    }

    /// The value member of a row of each value.
    private func written(in dialect: Dialect) -> [String] {
        Self.values.map { cgcode, value in
            let row = SingleRow(
                devAddr: "1",
                timestamp: SimulatedInstant(milliseconds: 0),
                channel: ChannelValue(cgcode: cgcode, value: value)
            )
            let push = Push(planID: PlanID(ordinal: 1), status: .success, list: .single([row]))
            let text = String(decoding: push.json(dialect), as: UTF8.self)
            return String(text.split(separator: "\"value\":")[1].prefix { $0 != "}" })
        }
    }
}
