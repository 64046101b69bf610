import HESContract
import JSON

/// What an operation reports beside what had been sent until then.
struct ReadingReport {
    let operation: Operation
    let reported: [Reading]
    let sent: [SentReading]
    private let byKey: [Reading.Key: [Reading]]

    private init(_ operation: Operation, sent: [SentReading]) {
        self.operation = operation
        let end = operation.received?.seq ?? operation.sent.seq
        reported = operation.reportedReadings
        self.sent = sent.filter { $0.reading.seq < end }
        byKey = Dictionary(grouping: self.sent.map(\.reading), by: \.key)
    }

    /// Those of all operations in scope that report readings and have been answered.
    static func all(_ scope: Scope, in evidence: Evidence) -> [ReadingReport] {
        let sent = evidence.sentReadings
        return scope.operations(evidence).filter { $0.isDone && $0.isOfReadings }
            .map { ReadingReport($0, sent: sent) }
    }

    /// Every value that was sent for a reading; empty if none was.
    func sent(for reading: Reading) -> [Reading] { byKey[reading.key] ?? [] }

    /// Reported readings that were sent as well, each with what was sent.
    var pairs: [(reported: Reading, sent: [Reading])] {
        reported.map { ($0, sent(for: $0)) }.filter { !$0.1.isEmpty }
    }

    /// Reported readings that were not sent, or were sent without a value.
    var invented: [Reading] {
        reported.filter { reading in
            let sent = sent(for: reading)
            return !sent.contains { $0.decimal != nil || $0.value == reading.value }
        }
    }
}

extension Scope {
    /// Fails at the first reading with a complaint, is not reached if none was reported that had been sent.
    func judgeReadings(_ evidence: Evidence, complaint: (Reading, [Reading]) -> String?) -> Finding {
        let pairs = ReadingReport.all(self, in: evidence).flatMap(\.pairs).filter { pair in
            pair.sent.contains { $0.decimal != nil }
        }
        guard !pairs.isEmpty else { return .notReached("no reading that had been sent was reported") }
        for (reported, sent) in pairs {
            guard let wrong = complaint(reported, sent) else { continue }
            let was = sent.map(\.words).joined(separator: " or ")
            return .fail("\(reported.key) is \(wrong), sent was \(was)", at: sent.map(\.seq) + [reported.seq])
        }
        return .pass("\(pairs.count) readings", at: Array(Set(pairs.map(\.reported.seq))).sorted())
    }
}
