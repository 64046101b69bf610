import HESContract
import SimulationKernel

/// What was recorded of one item of one meter.
struct RecordedSeries: Sendable {
    /// Ascending by their places.
    private(set) var rows: [RecordedRows.Row] = []
    private var indices: [SimulatedInstant: Int] = [:]
    /// Ascending by their beginnings.
    private(set) var windows: [RecordedRows.Window] = []

    /// Adds a row whose place is no earlier than all others.
    mutating func append(_ row: RecordedRows.Row) {
        indices[row.stamp] = rows.count
        rows.append(row)
    }

    /// Adds a window that begins no earlier than all others.
    mutating func append(_ window: RecordedRows.Window) { windows.append(window) }

    /// The channels of the row that has this stamp; nil if none was recorded.
    func channels(at stamp: SimulatedInstant) -> [ChannelValue]? {
        indices[stamp].map { rows[$0].channels }
    }

    /// The rows of a road whose places are within a span, ascending.
    func rows(on road: RecordedRows.Road, in span: ClosedRange<SimulatedInstant>) -> [RecordedRows.Row] {
        rows[firstPlace { $0 >= span.lowerBound }...].prefix { $0.place <= span.upperBound }.filter { $0.isOn(road) }
    }

    /// The windows of a road, within which it has no other rows.
    func windows(on road: RecordedRows.Road) -> [ClosedRange<SimulatedInstant>] {
        windows.filter { $0.road == nil || $0.road == road }.map(\.stamps)
    }

    /// Whether a recorded row at one of the stamps has fewer channels than its item.
    func lacksChannel(of cgcode: Cgcode, among stamps: [SimulatedInstant]) -> Bool {
        stamps.contains { channels(at: $0).map { $0.count < cgcode.channels.count } ?? false }
    }

    /// What a real-time read of a single item answers at an instant.
    enum Reading {
        case channel(ChannelValue)
        /// The meter did not answer then.
        case absent
    }

    /// The latest recorded reading at or before an instant, else the first; nil if the meter was not read.
    func reading(at instant: SimulatedInstant) -> Reading? {
        let earlier = rows[..<firstPlace { $0 > instant }].last { $0.isOn(.meter) }
        let failed = windows.last { $0.road == .meter && $0.stamps.lowerBound <= instant }
        if let earlier, failed.map({ $0.stamps.lowerBound <= earlier.stamp }) ?? true { return earlier.reading }
        if failed != nil { return .absent }
        let later = rows.first { $0.isOn(.meter) }
        let failing = windows.first { $0.road == .meter }
        if let failing, later.map({ failing.stamps.lowerBound < $0.stamp }) ?? true { return .absent }
        return later?.reading
    }

    /// The first row whose place fulfils `isBeyond`, as all after it do.
    private func firstPlace(_ isBeyond: (SimulatedInstant) -> Bool) -> Int {
        var (low, high) = (0, rows.count)
        while low < high {
            let middle = (low + high) / 2
            if isBeyond(rows[middle].place) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}

extension RecordedRows.Row {
    fileprivate func isOn(_ road: RecordedRows.Road) -> Bool { self.road == nil || self.road == road }

    fileprivate var reading: RecordedSeries.Reading? { channels.first.map { .channel($0) } }
}
