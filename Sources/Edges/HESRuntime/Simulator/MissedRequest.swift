import DequeModule
import Synchronization

/// A request that is none of the nine calls.
package struct MissedRequest: Sendable {
    /// 1, 2, … in the order in which they came.
    package let number: Int
    package let method: String
    /// Without the query, and without secrets.
    package let path: String
    /// HTTP status of the answer.
    package let status: Int
    /// What was probably meant.
    package let hint: String?
    /// Whose journal has it too; nil for one that belongs to none of several worlds.
    package let tenantCode: String?
}

/// The last requests of the process that are none of the nine calls; from any thread.
package final class MissedRequestList: Sendable {
    /// Beyond it the oldest go.
    package static let limit = 1000

    private struct State {
        var kept: Deque<MissedRequest> = []
        var nextNumber = 1
    }

    private let state = Mutex(State())

    func add(_ make: (_ number: Int) -> MissedRequest) {
        state.withLock { state in
            state.kept.append(make(state.nextNumber))
            state.nextNumber += 1
            if state.kept.count > Self.limit { state.kept.removeFirst() }
        }
    }

    /// - Returns: from that number on, the number after the last, and whether some that were asked for are gone.
    package func page(
        from number: Int,
        atMost limit: Int
    ) -> (requests: [MissedRequest], next: Int, isTruncated: Bool) {
        state.withLock { state in
            let first = state.kept.first?.number ?? state.nextNumber
            let requests = Array(state.kept.dropFirst(max(0, number - first)).prefix(limit))
            return (requests, requests.last.map { $0.number + 1 } ?? state.nextNumber, max(1, number) < first)
        }
    }
}
