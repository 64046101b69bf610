import Synchronization

/// An action that is performed once, however often and from whichever thread it is asked for.
final class OneTime: Sendable {
    private let action: @Sendable () -> Void
    private let isDone = Atomic(false)

    init(_ action: @escaping @Sendable () -> Void) {
        self.action = action
    }

    func perform() {
        if !isDone.exchange(true, ordering: .relaxed) { action() }
    }
}
