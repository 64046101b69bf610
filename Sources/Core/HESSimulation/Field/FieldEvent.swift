package import SimulationKernel

/// Something that happens to the field at an instant of the world's clock.
package struct FieldEvent: Sendable {
    package enum Kind: Sendable {
        case meterReplaced(devAddr: String, Replacement)
        /// If `dcuNo` is not nil, the meter joins that DCU's archive.
        case meterInstalled(devAddr: String, dcuNo: String?)
        case meterRemoved(devAddr: String)
        /// The import register rolls over to zero.
        case registerRollover(devAddr: String, digits: Int)
        case valueCorrected(devAddr: String, ValueCorrection)
        case breakerButton(devAddr: String)
        /// By hand at the meter; the head-end is not asked.
        case breakerMoved(devAddr: String, isOpen: Bool)
        case outage(Place, SimulatedDuration)
        case ctRatioWrong(devAddr: String, factor: Double)
    }

    package enum Replacement: Sendable {
        /// Another meter in the same place, its registers at zero.
        case byMeter(String)
        /// Another meter under the same number, its import register at this many Wh.
        case sameNumber(registerRestartsAt: Int64)
    }

    package enum Place: Sendable {
        case dcu(String)
        case meter(String)
    }

    package var at: SimulatedInstant
    package var kind: Kind

    package init(at instant: SimulatedInstant, _ kind: Kind) {
        at = instant
        self.kind = kind
    }
}

extension FieldEvent.Kind {
    /// Every ``name``.
    package static let names = [
        "meterReplaced", "meterInstalled", "meterRemoved", "registerRollover", "valueCorrected", "breakerButton",
        "breakerMoved", "outage", "ctRatioWrong",
    ]

    /// `type` in a scenario.
    package var name: String {
        switch self {
        case .meterReplaced: "meterReplaced"
        case .meterInstalled: "meterInstalled"
        case .meterRemoved: "meterRemoved"
        case .registerRollover: "registerRollover"
        case .valueCorrected: "valueCorrected"
        case .breakerButton: "breakerButton"
        case .breakerMoved: "breakerMoved"
        case .outage: "outage"
        case .ctRatioWrong: "ctRatioWrong"
        }
    }

    /// The affected meter; nil for a whole DCU.
    package var devAddr: String? {
        switch self {
        case .meterReplaced(let devAddr, _), .meterInstalled(let devAddr, _), .meterRemoved(let devAddr),
            .registerRollover(let devAddr, _), .valueCorrected(let devAddr, _), .breakerButton(let devAddr),
            .breakerMoved(let devAddr, _), .ctRatioWrong(let devAddr, _), .outage(.meter(let devAddr), _):
            devAddr
        case .outage(.dcu, _): nil
        }
    }

    /// The affected DCU; nil for a single meter.
    var dcuNo: String? {
        if case .outage(.dcu(let dcuNo), _) = self { dcuNo } else { nil }
    }
}
