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

    private let missing = Mutex(Dictionary(uniqueKeysWithValues: Part.allCases.map { ($0, $0.reason) }))

    package init() {}

    package func set(_ part: Part, isReady: Bool) {
        set(part, problem: isReady ? nil : part.reason)
    }

    /// `problem` is the reason why the part is not ready, a clause without a full stop; nil when it is.
    package func set(_ part: Part, problem: String?) {
        missing.withLock { $0[part] = problem }
    }

    package func isReady(_ part: Part) -> Bool {
        missing.withLock { $0[part] == nil }
    }

    /// Why the process is not ready, a sentence for each part; empty when everything is ready.
    package var reasons: [String] {
        let missing = missing.withLock { $0 }
        return Part.allCases.compactMap { missing[$0] }
    }
}
