import HESContract
import JSON

/// Every value that the client reports was sent for that meter, item and instant, or converted with its unit; never a number
/// where no value was sent.
///
/// Rounding is free.
///
/// With `latest` it is the one that was sent last. With `units` the unit counts, and a row without
/// one cannot be judged.
struct ValuesSent: Check {
    static let type = "valuesSent"
    static let plane = EvidenceEvent.Plane.report

    private let scope: Scope
    private let isLatest: Bool
    private let needsUnit: Bool

    init(_ reader: ObjectReader) {
        scope = Scope(reader)
        isLatest = reader.bool("latest")
        needsUnit = reader.bool("units")
    }

    var steps: [Int]? { scope.steps }
    var expected: String {
        "every value\(scope.place) as it was sent\(isLatest ? " last" : ""), or converted with its unit; rounding is free"
    }

    func judge(_ evidence: Evidence, in testCase: Case) -> Finding {
        let done = scope.operations(evidence).filter { $0.isDone && !$0.rows.isEmpty }
        guard !done.isEmpty else { return .notReached("no rows were reported") }
        let seqs = done.flatMap(\.seqs)
        var hasUnitless = false
        for operation in done {
            let sent = Sent(evidence.sentValues.filter { $0.seq < operation.received?.seq ?? 0 })
            for value in operation.rows.flatMap({ $0.values() }) where value.number != nil {
                if let wrong = complaint(value, against: sent) { return .fail(wrong, at: operation.seqs) }
                hasUnitless = hasUnitless || value.unit == nil
            }
        }
        if needsUnit, hasUnitless {
            return Finding(verdict: .notObservable, actual: "rows without a unit are reported", events: seqs)
        }
        return .pass("\(done.reduce(0) { $0 + $1.rows.count }) rows", at: seqs)
    }

    private func complaint(_ value: ItemValue, against sent: Sent) -> String? {
        let all = sent.values(of: value)
        let text = "\(value.value?.excerpt ?? "") \(value.unit ?? "")"
        guard let last = all.last else { return "\(value.key) has \(text), and nothing was sent" }
        let fits = isLatest ? [last] : all
        if fits.contains(where: { value.agrees(with: $0, inUnit: needsUnit) }) { return nil }
        return "\(value.key) has \(text), and \(last.value?.excerpt ?? "no value") \(last.unit ?? "") was sent"
    }

    /// Sent values by meter and instant.
    private struct Sent {
        private let byKey: [RowKey: [ItemValue]]

        init(_ events: [SentValues]) { byKey = Dictionary(grouping: events.flatMap(\.values), by: \.key) }

        /// Those of the same item, or of any item if the report names none.
        func values(of value: ItemValue) -> [ItemValue] {
            (byKey[value.key] ?? []).filter { value.cgcode == nil || $0.cgcode == value.cgcode }
        }
    }
}
