/// Why a line breaks the driver protocol: where in the message, what is required, what stands there.
package struct DriverComplaint: Error, Hashable, Sendable, CustomStringConvertible {
    /// Such as `rows[2].timestamp`; empty for the message itself.
    package let place: String
    package let what: String

    package init(place: String = "", what: String) {
        self.place = place
        self.what = what
    }

    package var description: String { place.isEmpty ? what : "'\(place)' \(what)" }
}
