import HESContract

/// Pushes on their way to the broker: what of them waits to be rendered, in rows, and what is not acknowledged, in bytes.
package struct PushLoad: Hashable, Sendable {
    package var rows: Int
    /// Of pushes that are not rendered an estimate.
    package var bytes: Int

    /// About what a row of billing has; one of another item has less.
    package static let bytesPerRow = 470

    package static let none = PushLoad(rows: 0, bytes: 0)

    package init(rows: Int, bytes: Int) {
        (self.rows, self.bytes) = (rows, bytes)
    }

    /// Of pushes of so many rows that are not rendered yet.
    package init(unrenderedRows rows: Int) {
        let (bytes, isTooMany) = rows.multipliedReportingOverflow(by: Self.bytesPerRow)
        self.init(rows: rows, bytes: isTooMany ? .max : bytes)
    }

    /// Whether `more` does not fit any more beside this; an empty load has room for everything.
    package func isFull(for more: PushLoad, within limit: PushLoad) -> Bool {
        isFull(waiting: rows, more: more.rows, limit: limit.rows)
            || isFull(waiting: bytes, more: more.bytes, limit: limit.bytes)
    }

    private func isFull(waiting: Int, more: Int, limit: Int) -> Bool {
        let (sum, isTooLarge) = waiting.addingReportingOverflow(more)
        return waiting > 0 && (isTooLarge || sum > limit)
    }

    package static func + (left: Self, right: Self) -> Self {
        PushLoad(rows: left.rows + right.rows, bytes: left.bytes + right.bytes)
    }

    package static func - (left: Self, right: Self) -> Self {
        PushLoad(rows: left.rows - right.rows, bytes: left.bytes - right.bytes)
    }
}

extension Limits {
    package var waiting: PushLoad { PushLoad(rows: maxWaitingRows, bytes: maxWaitingBytes) }

    /// Beside what waits, of the plans that are still read: they end over hours, but may end together.
    var accepted: PushLoad {
        let (rows, isTooMany) = maxWaitingRows.multipliedReportingOverflow(by: 10)
        return PushLoad(rows: isTooMany ? .max : rows, bytes: .max)
    }
}
