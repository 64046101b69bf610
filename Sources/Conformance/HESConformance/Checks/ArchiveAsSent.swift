import HESContract
import JSON

/// Entries of an archive are reported as they were pushed: all of them, no others, each with its `status`, `commType` and
/// `moduleNext` (§3.7.3).
struct ArchiveAsSent: Check {
    static let type = "archiveAsSent"
    static let plane = EvidenceEvent.Plane.report

    private let scope: Scope

    init(_ reader: ObjectReader) { scope = Scope(reader) }

    var steps: [Int]? { scope.steps }
    var expected: String { "the archive's entries as they were pushed\(scope.place)" }

    func judge(_ evidence: Evidence, in testCase: Case) -> Finding {
        var events: [Int] = []
        for operation in scope.operations(evidence) where operation.isDone && operation.name == .archiveRead {
            let pushes = evidence.pushes.filter { push in
                push.request?.endpoint == .readArchive && push.isSubscribed && operation.spans(push.seq)
            }
            guard !pushes.isEmpty, operation.outcome == .ok || operation.outcome == .partial else { continue }
            let seqs = pushes.map(\.seq) + operation.seqs
            if let wrong = Self.difference(operation, from: pushes.flatMap(\.rows)) { return .fail(wrong, at: seqs) }
            events += seqs
        }
        return events.isEmpty ? .notReached("no archive was reported") : .pass("entry by entry", at: events)
    }

    private static func difference(_ operation: Operation, from sent: [JSONValue]) -> String? {
        let sent = sent.map(ArchiveEntry.init)
        let reported = (operation.field("archive")?.elements ?? []).map(ArchiveEntry.init)
        if let wrong = reported.first(where: { !sent.contains($0) }) {
            let own = sent.first { $0.meter == wrong.meter }
            return own.map { "\(wrong.words), pushed was \($0.words)" } ?? "\(wrong.words) was never pushed"
        }
        return sent.first { !reported.contains($0) }.map { "\($0.words) is not reported" }
    }
}

/// The members of one entry; nil for one that is absent.
private struct ArchiveEntry: Equatable {
    let meter: String?
    private let status: String?
    private let commType: String?
    private let moduleNext: String?

    init(_ json: JSONValue) {
        let word = { (name: String) in json.member(name)?.value.word }
        (meter, status) = (word("devAddr"), word("status"))
        (commType, moduleNext) = (word("commType"), word("moduleNext"))
    }

    var words: String {
        let rest = [("status", status), ("commType", commType), ("moduleNext", moduleNext)]
        return "\(meter ?? "?") with " + rest.map { "\($0.0) \($0.1 ?? "absent")" }.joined(separator: ", ")
    }
}
