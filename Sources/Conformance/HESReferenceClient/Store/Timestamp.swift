import HESContract
import JSON

/// Instants of rows in milliseconds since the epoch, read from any unit and type that the HES may use.
enum Timestamp {
    /// - Returns: nil if the value is no instant.
    static func read(_ value: JSONValue?) -> Int64? {
        guard let number = value?.wholeNumber, number > 0 else { return nil }
        // Seconds reach 1e11 in the year 5138; milliseconds were below it until March 1973.
        if number < 100_000_000_000 { return number * 1000 }
        return number < 100_000_000_000_000 ? number : number / 1000
    }
}
