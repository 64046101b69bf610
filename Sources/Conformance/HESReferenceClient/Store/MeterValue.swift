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
        var rest = Array(text.utf8)[...]
        func skip(_ bytes: String) -> Bool {
            guard let first = rest.first, bytes.utf8.contains(first) else { return false }
            rest = rest.dropFirst()
            return true
        }
        func skipDigits() -> Bool {
            let digits = rest.prefix { (0x30...0x39).contains($0) }.count
            rest = rest.dropFirst(digits)
            return digits > 0
        }
        _ = skip("+-")
        guard skipDigits() else { return false }
        if skip("."), !skipDigits() { return false }
        if skip("eE") {
            _ = skip("+-")
            guard skipDigits() else { return false }
        }
        return rest.isEmpty
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
