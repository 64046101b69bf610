import HESContract
package import JSON

/// An operation that the client was asked for, and what it said of it.
package struct Operation: Sendable {
    package let sent: EvidenceEvent
    /// `op.done` or `unsupported`; nil where no answer came.
    package let received: EvidenceEvent?
    package let step: Int?
    package let isFence: Bool

    private var message: JSONValue? { received?["message"] }

    package var name: OperationName? {
        sent["message"]?.member("op")?.value.string.flatMap(OperationName.init)
    }
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
    /// Which meter, which instant.
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

extension Operation {
    static func all(in events: [EvidenceEvent], steps: [Int?], fences: [Int]) -> [Operation] {
        let answers = events.filter { $0.kind == "driver.received" }
        return events.indices.filter { isOperation(events[$0]) }.map { index in
            let id = events[index]["message"]?.member("id")?.value.word
            let answer = answers.first { event in
                event.seq > events[index].seq && event["message"]?.member("re")?.value.word == id
            }
            return Operation(
                sent: events[index],
                received: answer,
                step: steps[index],
                isFence: steps[index].map(fences.contains) ?? false
            )
        }
    }

    private static func isOperation(_ event: EvidenceEvent) -> Bool {
        event.kind == "driver.sent" && event["message"]?.member("type")?.value.string == "op"
    }
}
