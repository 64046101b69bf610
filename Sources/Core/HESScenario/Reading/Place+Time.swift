import HESContract
import JSON
import SimulationKernel

extension Place {
    /// Milliseconds as a number, or text such as `250ms`, `4s`, `10m`, `36h`, `2d`.
    func duration() -> SimulatedDuration? {
        shared("duration", about: "Milliseconds, or text like \"250ms\", \"4s\", \"10m\", \"36h\", \"2d\".") { place in
            let longest = JSONValue.number(String(SimulatedDuration.longest.milliseconds))
            let text = "^\(Self.durationPattern)$"
            place.note(
                "anyOf",
                as: [
                    ["type": "integer", "minimum": 0, "maximum": longest],
                    ["type": "string", "pattern": .string(text)],
                ]
            )
            return place.checkedDuration()
        }
    }

    /// A duration as text only, for a member whose numbers are counts.
    func durationText() -> SimulatedDuration? {
        text("a count, or a duration such as \"5m\"", pattern: "^\(Self.durationPattern)$") {
            SimulatedDuration(parsing: $0)
        }
    }

    /// `YYYY-MM-DD HH:mm:ss` in the world's zone.
    func civilTime() -> CivilTime? {
        text("an instant like \"2024-07-11 16:20:00\"", pattern: "^\(Self.timePattern)$") { CivilTime(parsing: $0) }
    }

    /// A wall-clock time, or `+10m` after the world's start.
    func instant(zone: WorldZone, start: SimulatedInstant) -> SimulatedInstant? {
        shared("instant", about: "\"YYYY-MM-DD HH:mm:ss\" in the world's zone, or \"+10m\" after the start.") { place in
            place.text(
                "an instant like \"2024-07-11 16:20:00\", or \"+10m\" after the start",
                pattern: "^(\(Self.timePattern)|\\+\(Self.durationPattern))$"
            ) { text in
                guard text.hasPrefix("+") else { return CivilTime(parsing: text).map { zone.instant(of: $0) } }
                return SimulatedDuration(parsing: String(text.dropFirst())).map { start + $0 }
            }
        }
    }

    /// A duration that may be negative: `"-7s"`.
    func signedDuration() -> SimulatedDuration? {
        let expected = "a duration such as 7000, \"7s\" or \"-7s\""
        return either(
            .string { place in
                place.text(expected, pattern: #"^-?[0-9]+(\.[0-9]+)?(ms|s|m|h|d)$"#) { text in
                    let isNegative = text.hasPrefix("-")
                    return SimulatedDuration(parsing: isNegative ? String(text.dropFirst()) : text)
                        .map { isNegative ? .zero - $0 : $0 }
                }
            },
            .other { $0.milliseconds(in: -86_400_000...86_400_000, otherwise: expected) }
        )
    }

    private func milliseconds(in range: ClosedRange<Int>, otherwise expected: String) -> SimulatedDuration? {
        if schema != nil { _ = integer(in: range) }
        if let number = node.value.integer, range.contains(number) { return .milliseconds(Int64(number)) }
        complain(expected: expected + ", a day at most where it is a number")
        return nil
    }

    private static let durationPattern = #"[0-9]+(\.[0-9]+)?(ms|s|m|h|d)"#
    private static let timePattern = "[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2}"

    private func checkedDuration() -> SimulatedDuration? {
        if let duration = Self.duration(node.value), duration >= .zero, duration <= .longest { return duration }
        complain(expected: "a duration: milliseconds, or text like \"250ms\", \"4s\", \"10m\", \"36h\", \"2d\"")
        return nil
    }

    private static func duration(_ value: JSONValue) -> SimulatedDuration? {
        if let number = value.integer { return .milliseconds(Int64(number)) }
        return value.string.flatMap { SimulatedDuration(parsing: $0) }
    }
}

extension Place? {
    /// `standard` if the key is absent, or if its value is no duration, which is a problem.
    func duration(default standard: SimulatedDuration) -> SimulatedDuration {
        self?.note("default", as: .number(String(standard.milliseconds)))
        return self?.duration() ?? standard
    }
}
