/// A point on a world's clock: milliseconds since the Unix epoch, leap seconds ignored.
///
/// An integer, because a floating-point date prints `….123` as `….122`.
package struct SimulatedInstant: Hashable, Comparable, Codable, Sendable {
    package var milliseconds: Int64

    /// The last that a clock may reach, 9999-12-31 00:00 UTC: civil time has four-digit years.
    package static let last = SimulatedInstant(milliseconds: 253_402_214_400_000)

    package init(milliseconds: Int64) {
        self.milliseconds = milliseconds
    }

    package static func < (left: Self, right: Self) -> Bool {
        left.milliseconds < right.milliseconds
    }

    package static func + (instant: Self, duration: SimulatedDuration) -> Self {
        Self(milliseconds: instant.milliseconds + duration.milliseconds)
    }

    package static func - (instant: Self, duration: SimulatedDuration) -> Self {
        Self(milliseconds: instant.milliseconds - duration.milliseconds)
    }

    package static func - (later: Self, earlier: Self) -> SimulatedDuration {
        SimulatedDuration(milliseconds: later.milliseconds - earlier.milliseconds)
    }
}

extension SimulatedInstant: CustomStringConvertible {
    package var description: String { "\(milliseconds) ms" }
}
