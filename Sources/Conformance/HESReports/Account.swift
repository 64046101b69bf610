import HESConformance

/// Why a case is not a pass, in three lines.
struct Account {
    let required: String
    let did: String
    let proof: String
    /// Nil if ``required`` and ``did`` say it already.
    let why: String?
    /// Nil without a hint, and for an error, which is not the client's to fix.
    let hint: String?

    init(_ result: CaseResult) {
        let check = result.decisiveCheck
        let source = [result.clause, result.obligation].filter { !$0.isEmpty }.joined(separator: ", ")
        required = (check?.expected ?? result.title) + (source.isEmpty ? "" : " (\(source))")
        let isTold = result.reason.isEmpty || result.isDecidedByCheck
        did = isTold ? check?.actual ?? result.verdict.rawValue : result.reason
        why = isTold && !Self.repeats(result.reason, of: check) ? result.reason : nil
        hint = result.hint.isEmpty || result.verdict == .error ? nil : result.hint
        let numbers = isTold ? check.map(\.events) ?? [] : []
        let events = numbers.prefix(12).map { "#\($0)" }.joined(separator: " ") + (numbers.count > 12 ? " …" : "")
        proof = result.evidencePath + (events.isEmpty ? "" : " \(events)")
    }

    private static func repeats(_ reason: String, of check: CheckResult?) -> Bool {
        guard !reason.isEmpty, let check else { return true }
        return reason.hasSuffix(check.actual) && (reason == check.actual || reason.contains(check.expected))
    }
}
