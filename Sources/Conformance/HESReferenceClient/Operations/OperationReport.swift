/// The result of an operation, with all that is missing.
package struct OperationReport: Sendable {
    package enum Outcome: String, Sendable {
        /// All that was asked for is there.
        case ok
        case partial
        case failed
        /// Declined before anything went out.
        case refused
        /// Accepted by the HES; whether it was done is not known.
        case pending
    }

    /// What was asked for and not obtained: a meter, or a meter at a freeze.
    package struct Missing: Hashable, Sendable {
        package var devAddr: String
        package var timestamp: Int64?
    }

    package struct RelayResult: Hashable, Sendable {
        package enum State: String, Sendable { case done, failed, unknown }
        package var devAddr: String
        package var state: State
    }

    package struct ArchiveLine: Hashable, Sendable {
        package var devAddr: String
        package var status: String
        package var commType: String
        package var moduleNext: String
    }

    package var outcome: Outcome
    package var rows: [Row]?
    package var missing: [Missing]?
    package var relays: [RelayResult]?
    package var archive: [ArchiveLine]?
    /// A remark for people.
    package var note: String?

    package init(_ outcome: Outcome, note: String? = nil) {
        self.outcome = outcome
        self.note = note
    }
}

extension OperationReport {
    static func rows(_ rows: [Row], missing: [Missing], note: String? = nil) -> OperationReport {
        var result = OperationReport(missing.isEmpty ? .ok : rows.isEmpty ? .failed : .partial, note: note)
        result.rows = rows
        result.missing = missing
        return result
    }

    static func refused(_ note: String) -> OperationReport {
        OperationReport(.refused, note: note)
    }
}
