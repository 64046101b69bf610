import Synchronization

/// A result that is set once, from any thread, and awaited by at most one task.
///
/// It is made before the operation that completes it and travels with it, so a result that comes before the wait is kept.
package final class Promise<Value: Sendable>: Sendable {
    private enum State {
        case pending
        case awaited(CheckedContinuation<Value, any Error>)
        case completed(Result<Value, any Error>)
    }

    private let state = Mutex(State.pending)

    package init() {}

    /// Resumes the waiting task; only the first result counts.
    package func complete(with result: Result<Value, any Error>) {
        let waiting = state.withLock { state -> CheckedContinuation<Value, any Error>? in
            if case .completed = state { return nil }
            defer { state = .completed(result) }
            guard case .awaited(let continuation) = state else { return nil }
            return continuation
        }
        waiting?.resume(with: result)
    }

    /// Waits for the result; call it at most once.
    ///
    /// - Throws: the failure that was set, or `CancellationError` when the task is cancelled first.
    package func value() async throws -> Value {
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { register($0) }
        } onCancel: {
            complete(with: .failure(CancellationError()))
        }
    }

    /// Waits at most `limit` for the result; call it at most once, and not together with `value()`.
    ///
    /// - Returns: nil when the time is over first.
    /// - Throws: as `value()`.
    package func value(within limit: Duration) async throws -> Value? {
        try await withThrowingTaskGroup(of: Value?.self) { group in
            group.addTask { try await self.value() }
            group.addTask {
                try await Task.sleep(for: limit)
                return nil
            }
            defer { group.cancelAll() }
            return try await group.next() ?? nil
        }
    }

    private func register(_ continuation: CheckedContinuation<Value, any Error>) {
        let result = state.withLock { state -> Result<Value, any Error>? in
            switch state {
            case .pending:
                state = .awaited(continuation)
                return nil
            case .awaited:
                preconditionFailure("a promise is awaited at most once")
            case .completed(let result):
                return result
            }
        }
        if let result { continuation.resume(with: result) }
    }
}

extension Promise<Void> {
    package func succeed() {
        complete(with: .success(()))
    }
}
