import HESContract
import JSON

/// Evidence that cannot be judged: it is not whole, or not of this case.
enum EvidenceFlaw {
    static func first(in evidence: Evidence, of testCase: Case) -> String? {
        guard let first = evidence.events.first else { return "there is no evidence" }
        guard first.kind == "case", let id = first["case"]?.string else {
            return "the evidence does not begin with 'case'"
        }
        guard id == testCase.id else { return "the evidence is that of \(id), not of \(testCase.id)" }
        let gap = evidence.events.enumerated().first { index, event in event.seq != index + 1 }
        if let gap { return "the evidence has a gap: event \(gap.element.seq) is number \(gap.offset + 1)" }
        guard evidence.events.last?.kind == "end" else { return "the evidence breaks off: it has no 'end'" }
        return nil
    }
}
