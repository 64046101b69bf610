/// How fast a world's clock runs relative to the wall clock.
package enum ClockMode: Hashable, Codable, Sendable {
    case real
    /// Simulated seconds per real second, 0.001…1 000 000.
    case scaled(Double)
    /// Stands still until it is advanced.
    case manual
    /// Stands still while nothing is awaited, and leaps to what a plan, a push, an answer or a rule's timed effect waits for.
    case auto

    /// Reads `real`, `manual`, `auto` and `x60`, `x0.5`.
    package init?(parsing text: String) {
        switch text {
        case "real": self = .real
        case "manual": self = .manual
        case "auto": self = .auto
        default:
            guard text.hasPrefix("x"), let factor = Double(text.dropFirst()),
                (Self.smallestFactor...Self.largestFactor).contains(factor)
            else { return nil }
            self = .scaled(factor)
        }
    }

    /// Simulated time per real time; 0 for `manual` and `auto`.
    package var speed: Double {
        switch self {
        case .real: 1
        case .scaled(let factor): factor
        case .manual, .auto: 0
        }
    }

    private static let smallestFactor = 0.001
    private static let largestFactor: Double = 1_000_000
}

extension ClockMode: CustomStringConvertible {
    package var description: String {
        switch self {
        case .real: "real"
        case .manual: "manual"
        case .auto: "auto"
        case .scaled(let factor): factor == factor.rounded() ? "x\(Int(factor))" : "x\(factor)"
        }
    }
}
