import HESContract
import JSON

/// `expireIn` of §3.1, a number of seconds according to the document; HES implementations differ.
enum TokenLifetime {
    /// - Returns: nil if it is absent, an instant on the HES's clock, or no number.
    static func read(_ value: JSONValue?) -> Duration? {
        guard let number = value?.wholeNumber, number > 0 else { return nil }
        if number <= 7 * 86_400 { return .seconds(number) }
        // 7200000 is two hours in milliseconds; from a thousand million on it is an instant.
        return number < 1_000_000_000 ? .milliseconds(number) : nil
    }
}

extension JSONValue {
    /// A whole number, written as a number or as text.
    var wholeNumber: Int64? {
        switch self {
        case .number(let digits), .string(let digits):
            Int64(digits) ?? Double(digits).flatMap { Int64(exactly: $0) }
        default: nil
        }
    }

    /// Text, written as text or as a number.
    var plainText: String? {
        switch self {
        case .number(let digits): digits
        case .string(let text): text
        default: nil
        }
    }

    var elements: [JSONValue] {
        guard case .array(let nodes) = self else { return [] }
        return nodes.map(\.value)
    }
}
