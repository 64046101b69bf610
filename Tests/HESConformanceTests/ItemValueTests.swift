import HESContract
import JSON
import Testing

@testable import HESConformance

@Suite("Values of rows")
struct ItemValueTests {
    private static func value(_ value: JSONValue, _ unit: String?) -> ItemValue {
        ItemValue(key: RowKey(meter: "001", timestamp: "1"), cgcode: "5022", value: value, unit: unit)
    }

    @Test(
        "numbers are equal by value",
        arguments: [("7.50", "7.5"), ("-0.0", "0"), ("75e-1", "+07.5"), ("1200", "1.2E3")]
    )
    func equal(one: String, other: String) {
        #expect(DecimalNumber(one) != nil)
        #expect(DecimalNumber(one) == DecimalNumber(other))
    }

    @Test("other numbers and other texts are not", arguments: [("7.5", "-7.5"), ("7.5", "75"), ("0", ""), ("1", "--")])
    func different(one: String, other: String) {
        #expect(DecimalNumber(one) != DecimalNumber(other))
    }

    @Test("a value agrees in the unit that was sent, or converted with it")
    func units() {
        let sent = Self.value("1532.0", "W")
        #expect(Self.value("1532", "W").agrees(with: sent))
        #expect(Self.value("1.532", "kW").agrees(with: sent))
        #expect(Self.value("1532", nil).agrees(with: sent))
        #expect(!Self.value("1532", "kW").agrees(with: sent))
        #expect(!Self.value("1532", "var").agrees(with: sent))
        #expect(!Self.value("0", "W").agrees(with: Self.value(.null, "W")))
    }
}
