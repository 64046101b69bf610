import Synchronization

/// What callers and the network thread share: operations for the thread, whether to stop, and the connection's state.
///
/// Held by both; the C library sees neither (its user data is the `MosquittoInbox`), so that releasing the client can
/// never join the network thread from itself.
final class NetworkMailbox: Sendable {
    struct State: Sendable {
        var operations: [MQTTOperation] = []
        /// Messages to send once more, see `MQTTClient.resend(_:)`.
        var returned: [MQTTOperation] = []
        var lastID: UInt64 = 0
        /// Number of operations that the network thread has taken and not sent, as of its last report.
        var waitingCount = 0
        var isThreadAsleep = false
        var isStopped = false
        var isConnected = false
        /// Index of the broker that accepted the last connection.
        var brokerIndex = 0
        var lastFailure: MQTTError?
        var connectionWaiters: [Promise<Void>] = []
    }

    let selfPipe: SelfPipe
    private let limit: Int
    private let state = Mutex(State())

    init(limit: Int) throws(MQTTError) {
        self.limit = limit
        selfPipe = try SelfPipe()
    }

    var isConnected: Bool { state.withLock { $0.isConnected } }

    var brokerIndex: Int {
        get { state.withLock { $0.brokerIndex } }
        set { state.withLock { $0.brokerIndex = newValue } }
    }

    /// Callable from any thread; wakes the network thread if it sleeps.
    func put(_ kind: MQTTOperation.Kind, answer: Promise<MQTTQoS>? = nil) throws(MQTTError) -> MessageID {
        let (id, mustWake) = try state.withLock { state throws(MQTTError) -> (MessageID, Bool) in
            guard !state.isStopped else { throw .stopped }
            guard state.operations.count + state.waitingCount < limit else { throw .queueFull(limit: limit) }
            state.lastID += 1
            let id = MessageID(rawValue: state.lastID)
            state.operations.append(MQTTOperation(id: id, kind: kind, answer: answer))
            return (id, state.wakeThread())
        }
        if mustWake { selfPipe.signal() }
        return id
    }

    func putBack(_ operations: [MQTTOperation]) {
        let mustWake = state.withLock { state in
            state.returned.append(contentsOf: operations)
            return state.wakeThread()
        }
        if mustWake { selfPipe.signal() }
    }

    func stop() {
        state.withLock { $0.isStopped = true }
        selfPipe.signal()
    }

    func awaitConnection(_ waiter: Promise<Void>) {
        let isConnected = state.withLock { state in
            if !state.isConnected { state.connectionWaiters.append(waiter) }
            return state.isConnected
        }
        if isConnected { waiter.succeed() }
    }

    func removeWaiter(_ waiter: Promise<Void>) -> MQTTError? {
        state.withLock { state in
            state.connectionWaiters.removeAll { $0 === waiter }
            return state.lastFailure
        }
    }
}

// MARK: Called on the network thread

extension NetworkMailbox {
    /// Moves the callers' operations to the queue of the network thread.
    ///
    /// - Returns: false once stopped.
    func moveOperations(to queue: inout OperationBacklog) -> Bool {
        let (returned, isStopped) = state.withLock { state in
            state.isThreadAsleep = false
            queue.append(contentsOf: state.operations)
            state.operations.removeAll(keepingCapacity: state.operations.count < 4096)
            state.waitingCount = queue.count
            let returned = state.returned
            state.returned = []
            return (returned, state.isStopped)
        }
        queue.reinsert(returned)
        return !isStopped
    }

    /// - Returns: true when there is nothing to do; from then on, callers signal the pipe.
    func maySleep(withWaiting count: Int) -> Bool {
        state.withLock { state in
            state.waitingCount = count
            state.isThreadAsleep = state.operations.isEmpty && state.returned.isEmpty && !state.isStopped
            return state.isThreadAsleep
        }
    }

    var isStopped: Bool { state.withLock { $0.isStopped } }

    func connectionChanged(_ result: Result<Void, MQTTError>) {
        let waiters = state.withLock { state -> [Promise<Void>] in
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
            waiter.complete(with: result.mapError { $0 })
        }
    }
}

extension NetworkMailbox.State {
    fileprivate mutating func wakeThread() -> Bool {
        let wasAsleep = isThreadAsleep
        isThreadAsleep = false
        return wasAsleep
    }
}
