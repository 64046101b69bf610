/// What a client can be asked for; `read` and `history` are mandatory (conformance.md §2).
package enum Capability: String, CaseIterable, Sendable {
    case read, history, collect, relay, archive, clock, persistent, reuse

    package var isMandatory: Bool { self == .read || self == .history }

    /// Whether only its declaration shows it: a client that does not mention it lacks it.
    var needsDeclaration: Bool { self == .persistent }
}

/// An operation of the driver protocol.
package enum OperationName: String, CaseIterable, Sendable {
    case read, history, collect, relay
    case archiveRead = "archive.read"
    case archiveAdd = "archive.add"
    case archiveRemove = "archive.remove"
    case login, rows
    case clockAdvance = "clock.advance"

    /// Nil if it needs no capability.
    package var capability: Capability? {
        switch self {
        case .read: .read
        case .history: .history
        case .collect: .collect
        case .relay: .relay
        case .archiveRead, .archiveAdd, .archiveRemove: .archive
        case .clockAdvance: .clock
        case .login, .rows: nil
        }
    }
}

/// `outcome` of `op.done`, a closed set.
package enum Outcome: String, CaseIterable, Sendable {
    case ok, partial, failed
    /// The client declined before anything went out.
    case refused
    case pending
}
