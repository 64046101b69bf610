import HESContract
import SimulationKernel

/// What was recorded of one item of one meter.
struct RecordedSeries: Sendable {
    /// Ascending by their places.
    private(set) var rows: [RecordedRows.Row] = []
    private var indices: [SimulatedInstant: Int] = [:]
    /// Of each road, ascending and apart from each other.
    private var windows: [RecordedRows.Road: [ClosedRange<SimulatedInstant>]] = [:]
    /// The beginnings of the windows of the meter, ascending.
    private var failures: [SimulatedInstant] = []

    /// Adds a row whose place is no earlier than all others.
    mutating func append(_ row: RecordedRows.Row) {
        indices[row.stamp] = rows.count
        rows.append(row)
    }

    /// Adds a window that begins no earlier than all others.
    mutating func append(_ window: RecordedRows.Window) {
        for road in RecordedRows.Road.allCases where window.road == nil || window.road == road {
            append(window.stamps, to: &windows[road, default: []])
            if road == .meter { failures.append(window.stamps.lowerBound) }
        }
    }

    private func append(_ new: ClosedRange<SimulatedInstant>, to windows: inout [ClosedRange<SimulatedInstant>]) {
        guard let last = windows.last, new.lowerBound <= last.upperBound + .milliseconds(1) else {
            return windows.append(new)
        }
        windows[windows.count - 1] = last.lowerBound...max(last.upperBound, new.upperBound)
    }

    /// The channels of the row that has this stamp; nil if none was recorded.
    func channels(at stamp: SimulatedInstant) -> [ChannelValue]? {
        indices[stamp].map { rows[$0].channels }
    }

    /// The rows of a road whose places are within a span, ascending.
    func rows(on road: RecordedRows.Road, in span: ClosedRange<SimulatedInstant>) -> [RecordedRows.Row] {
        rows[rows.firstIndex(beyond: { $0.place >= span.lowerBound })...]
            .prefix { $0.place <= span.upperBound }.filter { $0.isOn(road) }
    }

    /// The windows of a road that reach into a span, ascending; within them it has no other rows.
    func windows(
        on road: RecordedRows.Road,
        in span: ClosedRange<SimulatedInstant>
    ) -> ArraySlice<ClosedRange<SimulatedInstant>> {
        let all = windows[road] ?? []
        return all[all.firstIndex(beyond: { $0.upperBound >= span.lowerBound })...]
            .prefix { $0.lowerBound <= span.upperBound }
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
        let earlier = rows[..<rows.firstIndex(beyond: { $0.place > instant })].last { $0.isOn(.meter) }
        let failed = failures[..<failures.firstIndex(beyond: { $0 > instant })].last
        if let earlier, failed.map({ $0 <= earlier.stamp }) ?? true { return earlier.reading }
        if failed != nil { return .absent }
        let later = rows.first { $0.isOn(.meter) }
        if let failing = failures.first, later.map({ failing < $0.stamp }) ?? true { return .absent }
        return later?.reading
    }
}

extension Array {
    /// The index of the first element that fulfils `isBeyond`, as all after it do.
    fileprivate func firstIndex(beyond isBeyond: (Element) -> Bool) -> Int {
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            if isBeyond(self[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}

extension RecordedRows.Row {
    fileprivate func isOn(_ road: RecordedRows.Road) -> Bool { self.road == nil || self.road == road }

    fileprivate var reading: RecordedSeries.Reading? { channels.first.map { .channel($0) } }
}
