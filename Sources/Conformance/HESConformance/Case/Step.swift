import HESContract
package import JSON

/// One step of a case.
package struct Step: Sendable {
    package enum Action: Sendable {
        /// An operation, with the arguments that the driver is told.
        case operation(OperationName, arguments: JSONValue)
        /// Operations that are sent without waiting for one another's answers.
        case together([(name: OperationName, arguments: JSONValue)])
        /// Moves the clock on by a duration, such as `7201s`.
        case advance(String)
        /// Revokes every token.
        case revoke
        /// Arms a rule or an array of rules.
        case faults(JSONValue)
        /// Removes the rule of this id.
        case disarm(String)
        /// Seconds told to clients that declare `clock`; others are not told.
        case clockAdvance(Int)
        /// The client crashes and is started again; left out for clients that do not declare `persistent`.
        case restart
        /// A known-good exchange behind which absence is judged: see ``Fence``.
        case fence
    }

    package let action: Action
    /// Whether the step is left out for a client without the operation's capability, and may be answered `unsupported`.
    package let isOptional: Bool
    /// As it stands in the file, and in the event `step`.
    package let source: JSONValue

    /// Its operation, or the first of several.
    package var operation: OperationName? {
        switch action {
        case .operation(let name, _): name
        case .together(let operations): operations.first?.name
        default: nil
        }
    }

    package var isFence: Bool {
        if case .fence = action { true } else { false }
    }
}

/// What a fence reads: a DCU with one meter that the runner adds to the world of every case, and that no rule of a case
/// may touch; the operation is `read {kind: single, cgcode, meters: [meter]}`.
package enum Fence {
    package static let dcuNo = "2299999999"
    package static let meter = "299912310001"
    package static let cgcode = "5069"
}
