import Synchronization

/// Everything that was obtained, once for each (devAddr, cgcode, timestamp); the latest value counts.
final class RowStore: Sendable {
    private struct State {
        var rows: [StoredRowKey: Row] = [:]
        /// Per composite, meter and stamp the channels that are there.
        var channels: [String: [String: [Int64: Set<String>]]] = [:]
        var copies: [Row] = []
    }

    private let state = Mutex(State())
    private let defects: Defects
    private let file: RowFile?
    private let remembers: Bool

    /// With the rows that a process before this one has kept in `file`; one that does not remember stays empty.
    init(defects: Defects, file: RowFile? = nil, remembers: Bool = true) {
        self.defects = defects
        self.file = file
        self.remembers = remembers
        let kept = file?.rows() ?? []
        guard !kept.isEmpty, !defects.contains(.memoryOnly) else { return }
        take(kept)
    }

    /// Keeps them in the file as well.
    func put(_ rows: [Row]) {
        guard remembers else { return }
        file?.append(rows.filter { row in state.withLock { $0.rows[row.key] != row } })
        take(rows)
    }

    /// Removes the file.
    func forget() { file?.remove() }

    private func take(_ rows: [Row]) {
        state.withLock { state in
            for row in rows {
                if let known = state.rows[row.key], known != row, defects.contains(.keepsFirstValue) { continue }
                if state.rows[row.key] != nil, defects.contains(.appendsDuplicates) { state.copies.append(row) }
                state.rows[row.key] = row
                state.channels[row.source, default: [:]][row.devAddr, default: [:]][row.timestamp, default: []]
                    .insert(row.cgcode)
            }
        }
    }

    /// In the order of their keys.
    var rows: [Row] {
        state.withLock { state in
            (Array(state.rows.values) + state.copies).sorted { $0.key < $1.key }
        }
    }

    /// The channels of a meter's rows that were asked for as `source`, by stamp.
    func stamps(source: String, devAddr: String) -> [Int64: Set<String>] {
        state.withLock { $0.channels[source]?[devAddr] ?? [:] }
    }

    func rows(source: String, meters: [String], between first: Int64, and last: Int64) -> [Row] {
        state.withLock { state in
            var found: [Row] = []
            for meter in meters {
                for (stamp, channels) in state.channels[source]?[meter] ?? [:] where (first...last).contains(stamp) {
                    found += channels.compactMap {
                        state.rows[StoredRowKey(devAddr: meter, cgcode: $0, timestamp: stamp)]
                    }
                }
            }
            let copies = state.copies.filter { $0.source == source && (first...last).contains($0.timestamp) }
            return (found + copies).sorted { $0.key < $1.key }
        }
    }
}
