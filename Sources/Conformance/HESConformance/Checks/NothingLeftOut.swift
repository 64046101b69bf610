import HESContract
import JSON
import SimulationKernel

/// Every reading that came while an operation was under way, and that it had asked for, is in its report.
///
/// Items that §4.2 does not know may be left out, and so may rows beside the window. A reading under a wrong label counts as
/// reported: ``NothingInvented`` judges it.
struct NothingLeftOut: Check {
    static let type = "nothingLeftOut"
    static let plane = EvidenceEvent.Plane.report

    private let scope: Scope

    init(_ reader: ObjectReader) { scope = Scope(reader) }

    var steps: [Int]? { scope.steps }
    var expected: String { "every reading that came\(scope.place)" }

    func judge(_ evidence: Evidence, in testCase: Case) -> Finding {
        let reports = ReadingReport.all(scope, in: evidence)
        var count = 0
        for report in reports {
            let wanted = Self.wanted(report, zone: evidence.header?.timeZone ?? "")
            count += wanted.count
            guard report.operation.outcome == .ok || report.operation.outcome == .partial else { continue }
            guard let lost = Self.lost(report, of: wanted) else { continue }
            return .fail("\(lost.key), \(lost.words), is not reported", at: [lost.seq] + report.operation.seqs)
        }
        if let other = reports.first(where: { $0.operation.outcome != .ok && $0.operation.outcome != .partial }) {
            return .notReached("an operation was answered with '\(other.operation.outcome?.rawValue ?? "nothing")'")
        }
        guard count > 0 else { return .notReached("nothing came that was asked for") }
        return .pass("\(count) readings", at: reports.flatMap(\.operation.seqs))
    }

    /// What came for the operation: of its item, its meters and its window.
    private static func wanted(_ report: ReadingReport, zone: String) -> [SentReading] {
        let operation = report.operation
        let item = operation.argument("cgcode")?.word
        let meters = operation.argument("meters")?.elements.compactMap(\.word) ?? []
        let first = operation.argument("start")?.string.flatMap { milliseconds($0, zone: zone) } ?? .min
        let last = operation.argument("end")?.string.flatMap { milliseconds($0, zone: zone) } ?? .max
        return report.sent.filter { sent in
            let key = sent.reading.key
            return operation.spans(sent.reading.seq) && sent.asked == item && meters.contains(key.meter)
                && Cgcode(rawValue: key.cgcode) != nil && sent.reading.decimal != nil
                && (first...max(first, last)).contains(key.stamp)
        }
    }

    private static func lost(_ report: ReadingReport, of wanted: [SentReading]) -> Reading? {
        let reported = Set(report.reported.map(\.key))
        var mislabelled = report.invented.map(\.key)
        return wanted.first { sent in
            let key = sent.reading.key
            if reported.contains(key) { return false }
            // A meter that was read twice has two stamps, and one of them tells of it.
            let others = sent.endpoint == .readSingle ? wanted.map(\.reading.key) : []
            if others.contains(where: { $0.meter == key.meter && $0.cgcode == key.cgcode && reported.contains($0) }) {
                return false
            }
            guard let index = mislabelled.firstIndex(where: key.isNear) else { return true }
            mislabelled.remove(at: index)
            return false
        }?.reading
    }

    /// Milliseconds since the epoch of a time on the wall of a zone such as `+08:00`; nil if one of them cannot be read.
    private static func milliseconds(_ time: String, zone: String) -> Int64? {
        let parts = zone.dropFirst().split(separator: ":").compactMap { Int64($0) }
        guard let time = CivilTime(parsing: time), parts.count == 2 else { return nil }
        let minutes = (parts[0] * 60 + parts[1]) * (zone.hasPrefix("-") ? -1 : 1)
        return time.millisecondsOnWall - minutes * 60_000
    }
}
