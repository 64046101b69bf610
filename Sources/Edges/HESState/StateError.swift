/// Why a state file cannot be used; the description says what to do next.
package enum StateError: Error, Sendable, Hashable {
    /// The directory is missing.
    case noDirectory(path: String, directory: String)
    /// Permission is denied, or the path is a directory.
    case cannotOpen(path: String, reason: String)
    /// Another simulator has it open.
    case inUse(path: String)
    /// A file that hes-sim did not make.
    case foreign(path: String)
    /// Written by a later hes-sim.
    case newer(path: String, version: Int)
    case damaged(path: String, reason: String)
    /// It holds the tenant of another scenario or seed, or a tenant that the scenario lacks.
    case otherScenario(path: String, tenantCode: String)
    /// `PUT /_sim/scenario` gave the world of `tenantCode` another code, which another tenant of the scenario has now.
    case codeTaken(path: String, tenantCode: String, code: String)
    /// Its inputs, replayed, no longer lead to the recorded state, or a snapshot is of another hes-sim.
    case diverged(path: String, tenantCode: String, reason: String)
    /// A write failed after the file was opened.
    case notWritten(path: String, reason: String)
}

extension StateError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .cannotOpen(let path, let reason):
            "cannot open the state file '\(path)' (\(reason)); give --state a file in a directory that can be written"
        case .noDirectory(let path, let directory):
            "the directory '\(directory)' of the state file '\(path)' does not exist; create it (mkdir -p), "
                + "or give --state a file in another directory"
        case .inUse(let path):
            "the state file '\(path)' is in use by another simulator; stop that one, or give another --state"
        case .foreign(let path):
            "'\(path)' is not a state file of hes-sim and was left as it is; give --state another file"
        case .newer(let path, let version):
            "the state file '\(path)' has version \(version), which this hes-sim does not know; use a newer hes-sim"
        case .damaged(let path, let reason):
            "the state file '\(path)' is damaged (\(reason)) and was left as it is; 'hes-sim state check FILE' prints every "
                + "problem, 'hes-sim state salvage FILE' saves what is sound; or restore it, or give another --state"
        case .otherScenario(let path, let tenantCode):
            "the state file '\(path)' holds tenant '\(tenantCode)' of another scenario or seed; "
                + "give the same scenario and seed, or another --state"
        case .codeTaken(let path, let tenantCode, let code):
            "in the state file '\(path)' tenant '\(tenantCode)' was replaced over /_sim/scenario by '\(code)', which another "
                + "tenant publishes under; take that one out of the scenario, or give another --state"
        case .diverged(let path, let tenantCode, let reason):
            "tenant '\(tenantCode)' cannot go on from '\(path)': \(reason); "
                + "use the hes-sim that wrote it, or give another --state"
        case .notWritten(let path, let reason):
            "the state file '\(path)' could not be written (\(reason)); stopped, because what came in since is not saved"
        }
    }
}
