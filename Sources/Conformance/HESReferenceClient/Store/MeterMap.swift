import HESContract
import JSON

/// The asked meters by the numbers under which the HES may answer.
///
/// Numbers are text; a HES that writes them as JSON numbers loses leading zeros, and is understood by numeric equality.
struct MeterMap: Sendable {
    /// Without repetitions, in the order asked.
    let asked: [String]
    private let names: Set<String>
    private let byDigits: [String: String]

    init(_ asked: [String]) {
        var seen: Set<String> = []
        self.asked = asked.filter { seen.insert($0).inserted }
        names = seen
        byDigits = Dictionary(self.asked.map { (Self.digits($0), $0) }) { first, _ in first }
    }

    /// - Returns: nil if the value was not asked for, or is no device number.
    func meter(_ value: JSONValue?) -> String? {
        switch value {
        case .string(let text): names.contains(text) ? text : nil
        case .number(let text): byDigits[Self.digits(text)]
        default: nil
        }
    }

    /// Without leading zeros.
    static func digits(_ text: String) -> String {
        let rest = text.drop { $0 == "0" }
        return rest.isEmpty ? "0" : String(rest)
    }
}
