import HESContract
import JSON

/// Value and unit of a reading.
enum MeterValue {
    /// - Returns: nil if the value is missing: absent, null, empty, dashes, or no decimal at all. Never a zero.
    static func read(_ value: JSONValue?, unit: JSONValue?) -> (value: String, unit: String)? {
        guard let text = value?.plainText?.filter({ $0 != " " }), isDecimal(text) else { return nil }
        return inKilo(text, unit: unit?.plainText ?? "")
    }

    /// `[+-]?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?`, read by bytes: a collector asks it of every value.
    static func isDecimal(_ text: String) -> Bool {
        var part = 0
        var digits = 0
        for (index, byte) in text.utf8.enumerated() {
            switch byte {
            case 0x30...0x39: digits += 1
            case UInt8(ascii: "+"), UInt8(ascii: "-"):
                guard digits == 0, index == 0 || part == 3 else { return false }
                if part == 3 { part = 4 }
            case UInt8(ascii: "."):
                guard part == 0, digits > 0 else { return false }
                (part, digits) = (1, 0)
            case UInt8(ascii: "e"), UInt8(ascii: "E"):
                guard part < 3, digits > 0 else { return false }
                (part, digits) = (3, 0)
            default: return false
            }
        }
        return digits > 0
    }

    /// W, var, VA and their hours become kilo by moving the point, so that units are never mixed and no digit is lost.
    private static func inKilo(_ value: String, unit: String) -> (value: String, unit: String) {
        guard ["W", "var", "VA", "Wh", "varh", "VAh"].contains(unit), !value.contains(where: { "eE".contains($0) })
        else { return (value, unit) }
        return (thousandth(value), "k" + unit)
    }

    static func thousandth(_ decimal: String) -> String {
        let sign = decimal.hasPrefix("-") ? "-" : ""
        let parts = decimal.drop { $0 == "-" || $0 == "+" }.split(separator: ".")
        let whole = String(repeating: "0", count: max(0, 4 - parts[0].count)) + parts[0]
        let fraction = whole.suffix(3) + (parts.count > 1 ? parts[1] : "")
        return sign + whole.dropLast(3) + "." + fraction
    }
}
