import HESContract
import SimulationKernel

/// Applies the dialect's switches to a plan's result.
extension Dialect {
    /// The status that the push reports (rule R10).
    func told(_ status: Push.Status) -> Push.Status {
        guard status == .partialSuccess else { return status }
        return switch statusRule {
        case .strict: .partialSuccess
        case .silentGaps: .success
        case .withData02: .failure
        }
    }
}

extension Dialect.FailedMeter {
    /// The substitute for a value; nil for a form without values.
    private var value: WireValue? {
        switch self {
        case .absent, .emptyChannels: nil
        case .emptyValue: .json(#""""#)
        case .nullValue: .json("null")
        case .dashes: .json(#""--""#)
        }
    }

    /// The channels of a §3.2 row for a meter that failed; nil if such a meter has no row.
    func channels(_ cgcode: Cgcode) -> [ChannelValue]? {
        if self == .emptyChannels { return [] }
        return value.map { value in cgcode.channels.map { ChannelValue(cgcode: $0, value: value) } }
    }

    /// A row of §3.3 for a meter that failed; nil if such a meter has no row, which includes `emptyChannels`.
    func row(of devAddr: String, _ cgcode: Cgcode, at instant: SimulatedInstant) -> SingleRow? {
        value.map {
            SingleRow(devAddr: devAddr, timestamp: instant, channel: ChannelValue(cgcode: cgcode, value: $0))
        }
    }
}
