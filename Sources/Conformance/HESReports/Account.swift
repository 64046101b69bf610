import HESConformance

/// Why a case is not a pass, in three lines.
struct Account {
    let required: String
    let did: String
    let proof: String

    init(_ result: CaseResult) {
        let check = result.decisiveCheck
        let source = [result.clause, result.obligation].filter { !$0.isEmpty }.joined(separator: ", ")
        required = (check?.expected ?? result.title) + (source.isEmpty ? "" : " (\(source))")
        did = check.map(\.actual) ?? (result.reason.isEmpty ? result.verdict.rawValue : result.reason)
        let numbers = check.map(\.events) ?? []
        let events = numbers.prefix(12).map { "#\($0)" }.joined(separator: " ") + (numbers.count > 12 ? " …" : "")
        proof = result.evidencePath + (events.isEmpty ? "" : " \(events)")
    }
}
