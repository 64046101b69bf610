import Synchronization

/// A value that is set once and awaited by one task.
///
/// It travels with the request it belongs to, so an answer cannot overtake the one who waits for it.
package final class OneShot<Value: Sendable>: Sendable {
    private enum State {
        case empty
        case awaited(CheckedContinuation<Value, any Error>)
        case settled(Result<Value, any Error>)
    }

    private let state = Mutex(State.empty)

    package init() {}

    /// The first result counts, later ones are ignored.
    ///
    /// Callable from any thread; resumes the waiting task.
    package func settle(_ result: Result<Value, any Error>) {
        let waiting = state.withLock { state -> CheckedContinuation<Value, any Error>? in
            switch state {
            case .empty:
                state = .settled(result)
                return nil
            case .awaited(let continuation):
                state = .settled(result)
                return continuation
            case .settled:
                return nil
            }
        }
        waiting?.resume(with: result)
    }

    /// Await it at most once.
    ///
    /// - Returns: the value that was or will be set.
    /// - Throws: the failure that was set, or `CancellationError` when the task is cancelled first.
    package func value() async throws -> Value {
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { register($0) }
        } onCancel: {
            settle(.failure(CancellationError()))
        }
    }

    private func register(_ continuation: CheckedContinuation<Value, any Error>) {
        let result = state.withLock { state -> Result<Value, any Error>? in
            switch state {
            case .empty:
                state = .awaited(continuation)
                return nil
            case .awaited:
                preconditionFailure("a OneShot is awaited at most once")
            case .settled(let result):
                return result
            }
        }
        if let result {
            continuation.resume(with: result)
        }
    }
}
