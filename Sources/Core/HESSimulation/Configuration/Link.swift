package import SimulationKernel

/// How a meter is reached.
package enum Link: String, CaseIterable, Hashable, Codable, Sendable {
    case plc, hplc, rf, cellular, instant

    /// Duration of one real-time read; a read that reaches the maximum has timed out.
    ///
    /// Engineering estimates, to be overridden by `timing.perMeterRead`.
    package var perMeterRead: Distribution {
        switch self {
        case .plc: .lognormal(median: .seconds(4), p95: .seconds(20), max: .seconds(90))
        case .hplc: .lognormal(median: .milliseconds(800), p95: .seconds(4), max: .seconds(60))
        case .rf: .lognormal(median: .milliseconds(1500), p95: .seconds(8), max: .seconds(60))
        case .cellular: .lognormal(median: .milliseconds(1500), p95: .seconds(5), max: .seconds(60))
        case .instant: .constant(.zero)
        }
    }

    /// A DCU's medium serves one meter at a time (Kaifa AJ102 manual); each cellular meter has a medium of its own.
    package var isSharedMedium: Bool {
        self != .cellular
    }

    /// `commType` of §3.7's push where the scenario does not say one: our numbers, the document has none.
    package var commType: String {
        switch self {
        case .plc, .hplc, .instant: "1"
        case .rf: "2"
        case .cellular: "3"
        }
    }
}
