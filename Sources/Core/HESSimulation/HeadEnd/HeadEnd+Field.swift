import HESContract
import HESMeterModel
import SimulationKernel

/// How a meter stands, as an operator of the head-end would say; the first that applies.
package enum MeterState: String, CaseIterable, Sendable {
    case notInArchive
    /// It would not answer a read now: not installed, without supply, kept from it by a rule, or
    /// missed by the first attempt of the hour.
    case unreachable
    case breakerOpen
    /// History lacks its register of the last midnight.
    case late
    /// History has it.
    case read
}

/// A meter's state, but for the rows of history, which are to be counted outside the world's lock.
package struct MeterStanding: Sendable {
    package let devAddr: String
    package let dcuNo: String?
    /// Nil if history decides.
    private let known: MeterState?
    private let rows: CollectedRows

    fileprivate init(devAddr: String, dcuNo: String?, known: MeterState?, rows: CollectedRows) {
        (self.devAddr, self.dcuNo, self.known, self.rows) = (devAddr, dcuNo, known, rows)
    }

    package var state: MeterState { known ?? (rows.count < rows.completeCount ? .late : .read) }
}

extension HeadEnd {
    /// Of the meters that exist; nothing changes, as with ``collectedRows(of:cgcode:within:)``.
    package func standings(of devAddrs: [String]) -> [MeterStanding] {
        let midnight = configuration.zone.startOfDay(configuration.zone.date(at: now))
        return devAddrs.compactMap { devAddr in
            guard let meter = plant.meter(devAddr) else { return nil }
            return MeterStanding(
                devAddr: devAddr,
                dcuNo: dcuNo(of: meter),
                known: obstacle(of: meter),
                rows: collectedRows(of: meter, cgcode: .importActiveEnergy, within: .freezes(midnight...midnight))
            )
        }
    }

    private func obstacle(of meter: FieldMeter) -> MeterState? {
        guard meter.membership?.isEnabled == true else { return .notInArchive }
        if silence(of: meter) != nil { return .unreachable }
        return meter.supply.isBreakerOpen(at: now) ? .breakerOpen : nil
    }
}
