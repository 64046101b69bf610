import MQTTClient
import Synchronization

/// Collects events from any thread and lets a test await some of them.
package final class EventRecord<Event: Sendable>: Sendable {
    /// Is shown each event once, in order; true ends it.
    private typealias Waiter = @Sendable (Event) -> Bool

    private struct State {
        var events: [Event] = []
        var waiters: [Waiter] = []
    }

    private let state = Mutex(State())

    package init() {}

    package var all: [Event] { state.withLock { $0.events } }

    package func append(_ event: Event) {
        state.withLock { state in
            state.events.append(event)
            state.waiters.removeAll { $0(event) }
        }
    }

    /// The first match, past or future.
    package func first<Value: Sendable>(_ match: @escaping @Sendable (Event) -> Value?) async throws -> Value {
        let found = Promise<Value>()
        add { event in
            guard let value = match(event) else { return false }
            found.complete(with: .success(value))
            return true
        }
        return try await Self.bounded(found)
    }

    /// Waits until every wanted value was seen, in any order and number.
    package func every<Value: Hashable & Sendable>(
        _ wanted: Set<Value>,
        _ values: @escaping @Sendable (Event) -> [Value]
    ) async throws {
        let missing = Missing(wanted)
        let seen = Promise<Void>()
        add { event in
            guard values(event).contains(where: { missing.isEmpty(after: $0) }) else { return false }
            seen.succeed()
            return true
        }
        try await Self.bounded(seen)
    }

    private func add(_ waiter: @escaping Waiter) {
        state.withLock { state in
            if !state.events.contains(where: waiter) { state.waiters.append(waiter) }
        }
    }

    private static func bounded<Value: Sendable>(_ value: Promise<Value>) async throws -> Value {
        guard let value = try await value.value(within: Patience.limit) else {
            throw TestFailure("the awaited event did not come")
        }
        return value
    }
}

private final class Missing<Value: Hashable & Sendable>: Sendable {
    private let values: Mutex<Set<Value>>

    init(_ values: Set<Value>) {
        self.values = Mutex(values)
    }

    func isEmpty(after value: Value) -> Bool {
        values.withLock { values in
            values.remove(value)
            return values.isEmpty
        }
    }
}
