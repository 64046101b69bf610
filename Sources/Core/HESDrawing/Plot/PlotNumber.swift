/// Numbers as a plot writes and reads them.
enum PlotNumber {
    /// A value with `places`, of which the last `dropped` are not shown; groups of three from five digits on.
    static func text(_ value: Int64, places: Int, dropping dropped: Int = 0) -> String {
        let digits = String(value.magnitude)
        let padded = String(repeating: "0", count: max(0, places + 1 - digits.count)) + digits
        let fraction = padded.suffix(places).dropLast(dropped)
        let whole = grouped(String(padded.dropLast(places)))
        return (value < 0 ? "−" : "") + whole + (fraction.isEmpty ? "" : "." + fraction)
    }

    private static func grouped(_ digits: String) -> String {
        guard digits.count > 4 else { return digits }
        let head = digits.count % 3
        var text = String(digits.prefix(head))
        for (index, digit) in digits.dropFirst(head).enumerated() {
            if index % 3 == 0, !text.isEmpty { text += "\u{2009}" }
            text.append(digit)
        }
        return text
    }

    /// The value of a plain decimal, cut after `places`; nil for other text and for more than 64 bits.
    static func value(_ text: String, places: Int) -> Int64? {
        let parts = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        let digits = parts.count > 1 ? parts[1] : ""
        guard Int64(parts[0]) != nil, digits.allSatisfy({ ("0"..."9").contains($0) }) else { return nil }
        let fraction = digits.prefix(places)
        return Int64("\(parts[0])\(fraction)\(String(repeating: "0", count: places - fraction.count))")
    }

    /// A coordinate in tenths of a pixel.
    static func pixels(_ tenths: Int) -> String {
        let rest = abs(tenths % 10)
        return (tenths < 0 ? "-" : "") + "\(abs(tenths / 10))" + (rest == 0 ? "" : ".\(rest)")
    }
}
