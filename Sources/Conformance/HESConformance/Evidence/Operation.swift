import HESContract
package import JSON

/// An operation that the client was asked for, and its answer.
package struct Operation: Sendable {
    package let sent: DriverMessageEvent
    /// `op.done` or `unsupported`; nil if no answer came.
    package let received: DriverMessageEvent?
    package let step: Int?
    package let isFence: Bool

    private var message: JSONValue? { received?.message }

    package var name: OperationName? { sent.message.member("op")?.value.string.flatMap(OperationName.init) }
    package var outcome: Outcome? { field("outcome")?.string.flatMap(Outcome.init) }
    package var isUnsupported: Bool { message?.member("type")?.value.string == "unsupported" }
    package var isDone: Bool { received != nil && !isUnsupported }
    package func field(_ name: String) -> JSONValue? { message?.member(name)?.value }

    package var rows: [ReportedRow] { (field("rows")?.elements ?? []).map(ReportedRow.init) }

    /// Device numbers under `missing`, which has strings, or objects with `devAddr`.
    package var missing: [String] {
        (field("missing")?.elements ?? []).compactMap { $0.string ?? $0.member("devAddr")?.value.word }
    }

    /// Events that a verdict on it points to.
    package var seqs: [Int] { [received?.seq ?? sent.seq] }
}

/// A row that the client reports: a single value, or a composite with `channelData`.
package struct ReportedRow: Sendable {
    package let json: JSONValue

    package var meter: JSONValue? { json.member("devAddr")?.value }
    package var cgcode: String? { json.member("cgcode")?.value.word }
    package var timestamp: String? { json.member("timestamp")?.value.word }
    /// Meter and instant of the row.
    package var key: RowKey { RowKey(meter: meter?.word ?? "?", timestamp: timestamp ?? "?") }
}

package struct RowKey: Sendable, Hashable, Comparable, CustomStringConvertible {
    package let meter: String
    /// Milliseconds since the epoch, as the digits that were sent.
    package let timestamp: String

    package static func < (one: Self, other: Self) -> Bool {
        (one.meter, one.timestamp) < (other.meter, other.timestamp)
    }

    package var description: String { "\(meter) at \(timestamp)" }
}

/// An object of the driver protocol with the number of its event.
package struct DriverMessageEvent: Sendable {
    package let seq: Int
    package let message: JSONValue
}

extension Operation {
    static func all(in events: [EvidenceEvent], steps: [Int?], fences: [Int]) -> [Operation] {
        let answers = events.compactMap { event -> DriverMessageEvent? in
            if case .driverReceived(let it) = event.kind {
                DriverMessageEvent(seq: event.seq, message: it.message)
            } else {
                nil
            }
        }
        return zip(events, steps).compactMap { event, step in
            guard case .driverSent(let sent) = event.kind, sent.message.member("type")?.value.string == "op" else {
                return nil
            }
            let id = sent.message.member("id")?.value.word
            return Operation(
                sent: DriverMessageEvent(seq: event.seq, message: sent.message),
                received: answers.first { $0.seq > event.seq && $0.message.member("re")?.value.word == id },
                step: step,
                isFence: step.map(fences.contains) ?? false
            )
        }
    }
}
