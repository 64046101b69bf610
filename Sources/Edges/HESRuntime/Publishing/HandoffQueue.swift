import Synchronization

/// Elements that are decided under a lock and handled outside it: in their order, by one thread at a time.
final class HandoffQueue<Element: Sendable>: Sendable {
    private struct State {
        var waiting: [Element] = []
        var isFlushing = false
    }

    private let state = Mutex(State())

    /// Cheap; call it under the lock that decides, which keeps the order.
    func append(_ elements: [Element]) {
        state.withLock { $0.waiting += elements }
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
            guard !state.isFlushing, !state.waiting.isEmpty else { return nil }
            state.isFlushing = true
            defer { state.waiting = [] }
            return state.waiting
        }
    }
}
