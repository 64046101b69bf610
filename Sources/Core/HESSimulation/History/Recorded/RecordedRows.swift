package import HESContract
package import SimulationKernel

/// Rows that another head-end answered, and that this one answers in their place (`history.rows` of a scenario;
/// docs/internals/decisions/0023).
///
/// A lookup takes a hash and a binary search; windows that touch are one.
package struct RecordedRows: Sendable {
    /// The way on which a row was answered.
    package enum Road: String, CaseIterable, Sendable {
        /// §3.4 and §3.5.
        case history
        /// The results of §3.2 and §3.3.
        case meter
    }

    /// One row, under the stamp with which it was answered.
    package struct Row: Sendable {
        package let devAddr: String
        /// The item that was asked for.
        package let cgcode: Cgcode
        package let stamp: SimulatedInstant
        /// Where it stands among the stamps that a question asks for: a meter whose clock is wrong answers stamps outside of it.
        package let place: SimulatedInstant
        /// As they were answered, in their order; one for a single item.
        package let channels: [ChannelValue]
        /// nil: both.
        package let road: Road?

        package init(
            devAddr: String,
            cgcode: Cgcode,
            stamp: SimulatedInstant,
            channels: [ChannelValue],
            road: Road? = nil,
            place: SimulatedInstant? = nil
        ) {
            self.devAddr = devAddr
            self.cgcode = cgcode
            self.stamp = stamp
            self.place = place ?? stamp
            self.channels = channels
            self.road = road
        }
    }

    /// Stamps that were asked for: within them a meter has the recorded rows and no others.
    package struct Window: Sendable {
        package let devAddr: String
        package let cgcode: Cgcode
        package let stamps: ClosedRange<SimulatedInstant>
        /// nil: both.
        package let road: Road?

        package init(
            devAddr: String,
            cgcode: Cgcode,
            stamps: ClosedRange<SimulatedInstant>,
            road: Road? = nil
        ) {
            self.devAddr = devAddr
            self.cgcode = cgcode
            self.stamps = stamps
            self.road = road
        }
    }

    private struct Key: Hashable {
        let devAddr: String
        let cgcode: Cgcode
    }

    private var series: [Key: RecordedSeries] = [:]
    package private(set) var rowCount = 0
    package private(set) var windowCount = 0
    package private(set) var meterCount = 0

    package init() {}

    /// - Parameters:
    ///   - rows: at most one of a meter, item and stamp.
    ///   - windows: in any order; they may overlap.
    package init(_ rows: [Row], windows: [Window]) {
        (rowCount, windowCount) = (rows.count, windows.count)
        for row in rows.sorted(by: { ($0.place, $0.stamp) < ($1.place, $1.stamp) }) {
            series[Key(devAddr: row.devAddr, cgcode: row.cgcode), default: RecordedSeries()].append(row)
        }
        for window in windows.sorted(by: { $0.stamps.lowerBound < $1.stamps.lowerBound }) {
            series[Key(devAddr: window.devAddr, cgcode: window.cgcode), default: RecordedSeries()].append(window)
        }
        meterCount = Set(rows.map(\.devAddr) + windows.map(\.devAddr)).count
    }

    package var isEmpty: Bool { rowCount == 0 && windowCount == 0 }

    /// nil if nothing was recorded of the item.
    func series(of devAddr: String, _ cgcode: Cgcode) -> RecordedSeries? {
        series.isEmpty ? nil : series[Key(devAddr: devAddr, cgcode: cgcode)]
    }
}
