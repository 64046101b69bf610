package import HESContract
import Synchronization

/// Counts what the process does, for `GET /_sim/metrics`; callable from any thread.
package final class Metrics: Sendable {
    /// A histogram with the buckets of ``Metrics/bounds`` and one for all above.
    package struct Histogram: Sendable {
        package private(set) var counts = Array(repeating: 0, count: Metrics.bounds.count + 1)
        package private(set) var sum = 0.0

        package var count: Int { counts.reduce(0, +) }

        mutating func add(_ duration: Duration) {
            let (whole, attoseconds) = duration.components
            let seconds = Double(whole) + Double(attoseconds) * 1e-18
            sum += seconds
            counts[Metrics.bounds.firstIndex { seconds <= $0 } ?? Metrics.bounds.count] += 1
        }
    }

    package struct Request: Hashable, Comparable, Sendable {
        package let endpoint: Endpoint
        /// Of the envelope; of HTTP where there is none.
        package let code: Int

        package static func < (left: Self, right: Self) -> Bool {
            (left.endpoint.rawValue, left.code) < (right.endpoint.rawValue, right.code)
        }
    }

    package struct Snapshot: Sendable {
        package fileprivate(set) var requests: [Request: Int] = [:]
        package fileprivate(set) var latencies: [Endpoint: Histogram] = [:]
        /// From when a push was handed to the road to the broker until its acknowledgement.
        package fileprivate(set) var pushLag = Histogram()
        package fileprivate(set) var failedPushes = 0
    }

    /// Seconds.
    package static let bounds = [
        0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10,
    ]
    private let state = Mutex(Snapshot())

    package var snapshot: Snapshot { state.withLock { $0 } }

    package func countRequest(_ endpoint: Endpoint, code: Int, took duration: Duration) {
        state.withLock { state in
            state.requests[Request(endpoint: endpoint, code: code), default: 0] += 1
            state.latencies[endpoint, default: Histogram()].add(duration)
        }
    }

    /// `lag` is nil for a push that failed.
    func countPush(lag: Duration?) {
        state.withLock { state in
            if let lag { state.pushLag.add(lag) } else { state.failedPushes += 1 }
        }
    }
}
