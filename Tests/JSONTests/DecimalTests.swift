import JSON
import Testing

@Suite("Decimals")
struct DecimalTests {
    @Test(
        "the digits are those of the integer, with a point before the last places",
        arguments: [0, 1, -1, 9, 10, -10, 999, 1000, 7_340_740, -123_456, .max, .min] as [Int64]
    )
    func digits(_ magnitude: Int64) {
        for places in 0...19 {
            var digits = String(magnitude.magnitude)
            digits = String(repeating: "0", count: max(0, places + 1 - digits.count)) + digits
            let whole = digits.dropLast(places)
            let expected = (magnitude < 0 ? "-" : "") + whole + (places > 0 ? "." + digits.suffix(places) : "")
            var writer = JSONWriter()
            writer.array {
                $0.decimalString(magnitude, places: places)
                $0.decimalNumber(magnitude, places: places)
                $0.integer(magnitude)
            }
            #expect(String(decoding: writer.bytes, as: UTF8.self) == "[\"\(expected)\",\(expected),\(magnitude)]")
        }
    }
}
