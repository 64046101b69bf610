import JSON
import Testing

@testable import HESConformance

@Suite("Readings, as they are compared")
struct ReadingTests {
    @Test(
        "decimals are equal in any form",
        arguments: [
            ("7340.740", "7340.74"), ("-0", "0.000"), ("7.34074e3", "7340.74"), ("+1", "001.0"), ("5E-1", ".5"),
        ]
    )
    func equal(one: String, other: String) throws {
        let value: ExactDecimal = try #require(ExactDecimal(one))
        #expect(value == ExactDecimal(other))
    }

    @Test(
        "decimals differ in any digit, sign or power",
        arguments: [("54321.987", "54321.9879"), ("1", "-1"), ("10", "1"), ("0.1", "0.01")]
    )
    func different(one: String, other: String) throws {
        let value: ExactDecimal = try #require(ExactDecimal(one))
        #expect(value != ExactDecimal(other))
    }

    @Test("what is no decimal number is none", arguments: ["", "--", "-", "1,5", "1.2.3", "NaN", "1e", "1e9999", " 1"])
    func none(text: String) {
        #expect(ExactDecimal(text) == nil)
    }

    @Test("a power of ten moves the point")
    func scaled() throws {
        let value: ExactDecimal = try #require(ExactDecimal("7340.740"))

        #expect(value.scaled(by: 3) == ExactDecimal("7340740"))
        #expect(value.scaled(by: -3) == ExactDecimal("7.34074"))
        #expect(try #require(ExactDecimal("0")).scaled(by: 3).isZero)
    }

    @Test(
        "units of one quantity convert by a power of ten",
        arguments: [("kWh", "Wh", 3), ("KWH", "kWh", 0), ("MWh", "kWh", 3), ("V", "mV", 3), ("var", "kvar", -3)]
    )
    func conversion(from: String, to: String, power: Int) throws {
        let (from, to) = (try #require(MeasuringUnit(from)), try #require(MeasuringUnit(to)))
        #expect(from.conversion(to: to) == power)
    }

    @Test("units of different quantities do not convert, and other words are no units")
    func noConversion() throws {
        let (active, reactive) = (try #require(MeasuringUnit("kWh")), try #require(MeasuringUnit("kvarh")))

        #expect(active.conversion(to: reactive) == nil)
        #expect(MeasuringUnit("") == nil)
        #expect(MeasuringUnit("kg") == nil)
    }

    @Test("a composite is as many readings as it has channels, a single one takes the item that was asked for")
    func rows() throws {
        let composite: JSONValue = [
            "devAddr": "001", "timestamp": 1_720_540_800,
            "channelData": [
                ["cgcode": "5069", "value": "1.0", "unit": "kWh"], ["cgcode": "5084", "value": "--", "unit": "kvarh"],
            ],
        ]
        let single: JSONValue = ["devAddr": "001", "timestamp": 1_720_540_800_000, "value": "1.0"]

        let readings = Reading.all(in: composite, labelled: "1", seq: 7)
        #expect(readings.map(\.key.cgcode) == ["5069", "5084"])
        #expect(readings.map { $0.decimal == nil } == [false, true])
        #expect(Reading.all(in: single, labelled: "5069", seq: 7).map(\.key) == [readings[0].key])
    }
}
