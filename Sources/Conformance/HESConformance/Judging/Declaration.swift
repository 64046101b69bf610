import HESContract
import JSON

/// What the client declared in `hello.ok` about each capability: there, absent, or not mentioned.
struct Declaration {
    enum Answer { case yes, absent, unmentioned }

    private let capabilities: JSONValue?

    init(_ evidence: Evidence) { capabilities = evidence.header?.capabilities }

    /// `false`, or a reason in words, declares it absent.
    subscript(capability: Capability) -> Answer {
        guard let value = capabilities?.member(capability.rawValue)?.value else { return .unmentioned }
        if case .bool(true) = value { return .yes }
        if case .null = value { return .unmentioned }
        return .absent
    }

    /// Declared absent; or not mentioned, and not shown by an operation that was answered.
    func lacks(_ capability: Capability, by evidence: Evidence) -> Bool {
        switch self[capability] {
        case .yes: false
        case .absent: true
        case .unmentioned: !evidence.operations.contains { $0.isDone && $0.name?.capability == capability }
        }
    }
}
