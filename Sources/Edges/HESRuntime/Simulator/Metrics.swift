package import HESContract
import Synchronization

/// Counts what the process does, for `GET /_sim/metrics`; callable from any thread.
package final class Metrics: Sendable {
    /// A histogram with the buckets of ``Metrics/bounds`` and one for all above.
    package struct Histogram: Sendable {
        package private(set) var counts = Array(repeating: 0, count: Metrics.bounds.count + 1)
        package private(set) var sum = 0.0

        package var count: Int { counts.reduce(0, +) }

        fileprivate func sum(with other: Histogram) -> Histogram {
            var both = self
            for index in counts.indices { both.counts[index] += other.counts[index] }
            both.sum += other.sum
            return both
        }

        mutating func add(_ duration: Duration) {
            let (whole, attoseconds) = duration.components
            let seconds = Double(whole) + Double(attoseconds) * 1e-18
            sum += seconds
            counts[Metrics.bounds.firstIndex { seconds <= $0 } ?? Metrics.bounds.count] += 1
        }
    }

    package struct Request: Hashable, Comparable, Sendable {
        package let endpoint: Endpoint
        /// The code of the envelope, or the HTTP status of an answer without envelope.
        package let code: Int

        package static func < (left: Self, right: Self) -> Bool {
            (left.endpoint.rawValue, left.code) < (right.endpoint.rawValue, right.code)
        }
    }

    package struct Requests: Sendable {
        package fileprivate(set) var counts: [Request: Int] = [:]
        package fileprivate(set) var latencies: [Endpoint: Histogram] = [:]

        fileprivate mutating func add(_ other: Requests) {
            counts.merge(other.counts, uniquingKeysWith: +)
            latencies.merge(other.latencies) { $0.sum(with: $1) }
        }
    }

    package struct Pushes: Sendable {
        /// From when a push was due until its acknowledgement.
        package fileprivate(set) var lag = Histogram()
        package fileprivate(set) var failedCount = 0
        /// Acknowledged by a broker that died, and not kept to be sent again.
        package fileprivate(set) var lostCount = 0
    }

    /// Counters for one in sixteen connections, so that connections on different threads rarely wait for the same lock.
    package final class Shard: Sendable {
        fileprivate let requests = Mutex(Requests())

        package func countRequest(_ endpoint: Endpoint, code: Int, took duration: Duration) {
            requests.withLock { requests in
                requests.counts[Request(endpoint: endpoint, code: code), default: 0] += 1
                requests.latencies[endpoint, default: Histogram()].add(duration)
            }
        }
    }

    /// Upper bounds of the histograms' buckets, in seconds.
    package static let bounds = [
        0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10,
    ]
    private let shards = (0..<16).map { _ in Shard() }
    private let nextShard = Atomic(0)
    private let pushState = Mutex(Pushes())
    private let refusals = Atomic(0)
    private let brokerState = Mutex(BrokerCounts())
    private let misses = Mutex<[Int: Int]>([:])

    /// The shard for a new connection, in rotation.
    package var shard: Shard {
        shards[nextShard.wrappingAdd(1, ordering: .relaxed).oldValue & 15]
    }

    package var requests: Requests {
        shards.reduce(into: Requests()) { $0.add($1.requests.withLock { $0 }) }
    }

    /// Calls that were refused because too much waits to be pushed.
    package var refusedCallCount: Int { refusals.load(ordering: .relaxed) }

    /// What became of the managed broker.
    package struct BrokerCounts: Sendable {
        package var deathCount = 0
        /// Starts after a death that failed.
        package var failedStartCount = 0
        /// Connections to the broker that ended by themselves, of any broker.
        package var lostConnectionCount = 0

        package init() {}
    }

    package var brokerCounts: BrokerCounts { brokerState.withLock { $0 } }

    package func countBroker(_ change: (inout BrokerCounts) -> Void) { brokerState.withLock { change(&$0) } }

    func countRefusal() {
        refusals.wrappingAdd(1, ordering: .relaxed)
    }

    /// Requests that are none of the nine calls, by HTTP status.
    package var missedRequestCounts: [Int: Int] { misses.withLock { $0 } }

    func countMiss(status: Int) {
        misses.withLock { $0[status, default: 0] += 1 }
    }

    package var pushes: Pushes { pushState.withLock { $0 } }

    func countLost(_ count: Int) {
        pushState.withLock { $0.lostCount += count }
    }

    func count(_ settled: [SettledPush]) {
        pushState.withLock { pushes in
            for push in settled {
                if let lag = push.lag { pushes.lag.add(lag) } else { pushes.failedCount += 1 }
            }
        }
    }
}
