import HESContract
import JSON

/// Instants of rows in milliseconds since the epoch, whatever unit and type they come in.
enum Timestamp {
    /// - Returns: nil where there is none that can be understood.
    static func read(_ value: JSONValue?) -> Int64? {
        guard let number = value?.wholeNumber, number > 0 else { return nil }
        // Seconds reach 1e11 in the year 5138; milliseconds were below it until March 1973.
        if number < 100_000_000_000 { return number * 1000 }
        return number < 100_000_000_000_000 ? number : number / 1000
    }
}
