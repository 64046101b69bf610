import HESContract
import JSON

/// Instants of rows in milliseconds since the epoch, read from any unit and type that the HES may use.
enum Timestamp {
    /// Midnight at +08:00 if the instant is less than a minute behind it, else the instant: the defect of READ-11.
    static func ofFreeze(near timestamp: Int64) -> Int64 {
        let beside = (timestamp + 8 * 3_600_000) % 86_400_000
        return beside < 60_000 ? timestamp - beside : timestamp
    }

    /// - Returns: nil if the value is no instant.
    static func read(_ value: JSONValue?) -> Int64? {
        guard let number = value?.wholeNumber, number > 0 else { return nil }
        // Seconds reach 1e11 in the year 5138; milliseconds were below it until March 1973.
        if number < 100_000_000_000 { return number * 1000 }
        return number < 100_000_000_000_000 ? number : number / 1000
    }
}
