import HESContract
import JSON
import Testing

@testable import HESConformance

@Suite("Values of rows")
struct ItemValueTests {
    private static func value(_ value: JSONValue, _ unit: String?) -> ItemValue {
        ItemValue(key: RowKey(meter: "001", timestamp: "1"), cgcode: "5022", value: value, unit: unit)
    }

    @Test("only a decimal is a number", arguments: ["", "--", "nan", "0x1p3", "inf", "1,5"])
    func missing(text: String) {
        #expect(Self.value(.string(text), "kW").number == nil)
    }

    @Test("rounding is free, another number is not")
    func rounding() {
        let sent = Self.value("34773.637", "kWh")
        #expect(Self.value("34773.63671875", "kWh").agrees(with: sent, inUnit: true))
        #expect(Self.value("34774", "kWh").agrees(with: sent, inUnit: true))
        #expect(!Self.value("-34773.637", "kWh").agrees(with: sent, inUnit: true))
        #expect(!Self.value("0", "kWh").agrees(with: sent, inUnit: true))
    }

    @Test("a value agrees in the unit that was sent, or converted with it")
    func units() {
        let sent = Self.value("1532.0", "W")
        #expect(Self.value("1532", "W").agrees(with: sent, inUnit: true))
        #expect(Self.value("1.532", "kW").agrees(with: sent, inUnit: true))
        #expect(Self.value("1532", nil).agrees(with: sent, inUnit: true))
        #expect(!Self.value("1532", "kW").agrees(with: sent, inUnit: true))
        #expect(!Self.value("1532", "var").agrees(with: sent, inUnit: true))
        #expect(!Self.value("0", "W").agrees(with: Self.value(.null, "W"), inUnit: false))
    }
}
