import HESContract

/// What the client declared in `hello.ok`: three-valued, never inferred.
struct Declaration {
    enum Answer { case yes, absent, unmentioned }

    private let capabilities: JSONValue?

    init(_ evidence: Evidence) { capabilities = evidence.header?["capabilities"] }

    /// `false`, or a reason in words, declares it absent.
    subscript(capability: Capability) -> Answer {
        guard let value = capabilities?.member(capability.rawValue)?.value else { return .unmentioned }
        if case .bool(true) = value { return .yes }
        if case .null = value { return .unmentioned }
        return .absent
    }
}
