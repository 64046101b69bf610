import Synchronization

/// Which parts of the process are not ready yet.
package final class Readiness: Sendable {
    package enum Part: Int, CaseIterable, Sendable {
        case scenario, broker, http

        var reason: String {
            switch self {
            case .scenario: "the scenario is not loaded"
            case .broker: "the broker is not connected"
            case .http: "the HTTP port is not open"
            }
        }
    }

    private let missing = Mutex(Set(Part.allCases))

    package init() {}

    package func set(_ part: Part, isReady: Bool) {
        _ = missing.withLock { isReady ? $0.remove(part) : $0.insert(part).memberAfterInsert }
    }

    package func isReady(_ part: Part) -> Bool {
        missing.withLock { !$0.contains(part) }
    }

    /// Why the process is not ready, a sentence for each part; empty when everything is ready.
    package var reasons: [String] {
        let missing = missing.withLock { $0 }
        return Part.allCases.filter(missing.contains).map(\.reason)
    }
}
