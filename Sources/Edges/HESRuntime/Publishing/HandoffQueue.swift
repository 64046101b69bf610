import Synchronization

/// Elements that are decided under a lock and handled outside it: in their order, by one thread at a time.
final class HandoffQueue<Element: Sendable>: Sendable {
    private struct State {
        var waiting: [Element] = []
        var isFlushing = false
        var isSuspended = false
    }

    private let state = Mutex(State())
    private let suspendedLimit: Int

    /// - Parameter suspendedLimit: how many elements may wait while the queue is suspended.
    init(suspendedLimit: Int = .max) {
        precondition(suspendedLimit >= 0, "a queue cannot hold fewer than no elements")
        self.suspendedLimit = suspendedLimit
    }

    /// Cheap; call it under the lock that decides, which keeps the order.
    ///
    /// - Returns: elements beyond the limit of a suspended queue, which were not appended.
    @discardableResult
    func append(_ elements: [Element]) -> [Element] {
        state.withLock { state in
            let room = state.isSuspended ? max(0, suspendedLimit - state.waiting.count) : .max
            state.waiting += elements.prefix(room)
            return Array(elements.dropFirst(room))
        }
    }

    /// A suspended queue keeps its elements until the first `flush` after the suspension.
    func setSuspended(_ isSuspended: Bool) {
        state.withLock { $0.isSuspended = isSuspended }
    }

    /// Calls `handle` with every waiting element; call it outside any lock.
    ///
    /// While another thread flushes, this returns at once: that thread handles the new elements as well.
    func flush(to handle: (Element) -> Void) {
        while let batch = beginBatch() {
            for element in batch { handle(element) }
            state.withLock { $0.isFlushing = false }
        }
    }

    private func beginBatch() -> [Element]? {
        state.withLock { state in
            guard !state.isFlushing, !state.isSuspended, !state.waiting.isEmpty else { return nil }
            state.isFlushing = true
            defer { state.waiting = [] }
            return state.waiting
        }
    }
}
