import Synchronization

/// What callers and the network thread share: requests on their way, and whether to go on.
///
/// Held by both; the C library sees neither (its user data is the `MosquittoInbox`), so that releasing the client can
/// never join the network thread from itself.
final class Outbox: Sendable {
    struct State: Sendable {
        var requests: [Request] = []
        /// Sent before and wanted again, see `MQTTClient.resend(_:)`.
        var returned: [Request] = []
        var lastID: UInt64 = 0
        /// Requests that the network thread took and has not sent, as of the last time it looked.
        var takenCount = 0
        var isThreadAsleep = false
        var isStopped = false
        var isConnected = false
        var lastFailure: MQTTError?
        var connectionWaiters: [OneShot<Void>] = []
    }

    let wakeup: Wakeup
    private let limit: Int
    private let state = Mutex(State())

    init(limit: Int) throws(MQTTError) {
        self.limit = limit
        wakeup = try Wakeup()
    }

    var isConnected: Bool { state.withLock { $0.isConnected } }

    /// Callable from any thread; wakes the network thread where it sleeps.
    func put(_ kind: Request.Kind, answer: OneShot<MQTTQoS>? = nil) throws(MQTTError) -> MessageID {
        let (id, mustWake) = try state.withLock { state throws(MQTTError) -> (MessageID, Bool) in
            guard !state.isStopped else { throw .stopped }
            guard state.requests.count + state.takenCount < limit else { throw .queueFull(limit: limit) }
            state.lastID += 1
            let id = MessageID(rawValue: state.lastID)
            state.requests.append(Request(id: id, kind: kind, answer: answer))
            return (id, state.wakeThread())
        }
        if mustWake { wakeup.signal() }
        return id
    }

    func putBack(_ requests: [Request]) {
        let mustWake = state.withLock { state in
            state.returned.append(contentsOf: requests)
            return state.wakeThread()
        }
        if mustWake { wakeup.signal() }
    }

    func stop() {
        state.withLock { $0.isStopped = true }
        wakeup.signal()
    }

    func awaitConnection(_ waiter: OneShot<Void>) {
        let isConnected = state.withLock { state in
            if !state.isConnected { state.connectionWaiters.append(waiter) }
            return state.isConnected
        }
        if isConnected { waiter.settle(.success(())) }
    }

    func removeWaiter(_ waiter: OneShot<Void>) -> MQTTError? {
        state.withLock { state in
            state.connectionWaiters.removeAll { $0 === waiter }
            return state.lastFailure
        }
    }
}

// MARK: Called on the network thread

extension Outbox {
    /// Moves what callers asked for to the queue of the network thread; false once stopped.
    func take(into queue: inout RequestQueue) -> Bool {
        let (returned, isStopped) = state.withLock { state in
            state.isThreadAsleep = false
            queue.append(contentsOf: state.requests)
            state.requests.removeAll(keepingCapacity: state.requests.count < 4096)
            state.takenCount = queue.count
            let returned = state.returned
            state.returned = []
            return (returned, state.isStopped)
        }
        queue.takeBack(returned)
        return !isStopped
    }

    /// True when there is nothing to do: from now on, callers signal the wakeup.
    func maySleep(withWaiting count: Int) -> Bool {
        state.withLock { state in
            state.takenCount = count
            state.isThreadAsleep = state.requests.isEmpty && state.returned.isEmpty && !state.isStopped
            return state.isThreadAsleep
        }
    }

    var isStopped: Bool { state.withLock { $0.isStopped } }

    func connectionChanged(_ result: Result<Void, MQTTError>) {
        let waiters = state.withLock { state -> [OneShot<Void>] in
            switch result {
            case .success:
                state.isConnected = true
                state.lastFailure = nil
            case .failure(let error):
                state.isConnected = false
                state.lastFailure = error
                guard error.code == .notAuthorized || error.code == .stopped else { return [] }
            }
            let waiters = state.connectionWaiters
            state.connectionWaiters = []
            return waiters
        }
        for waiter in waiters {
            waiter.settle(result.mapError { $0 })
        }
    }
}

extension Outbox.State {
    fileprivate mutating func wakeThread() -> Bool {
        let wasAsleep = isThreadAsleep
        isThreadAsleep = false
        return wasAsleep
    }
}
