import HESContract
package import JSON
import Synchronization

/// A client in driver mode: one process at a time, JSON Lines on stdin and stdout.
package final class DriverSession: ClientSession {
    private let conversation = Mutex(DriverConversation())
    private let observer: DriverObserver
    /// Of the process that runs, or is about to.
    private let streams = Mutex(ProcessStreams())
    /// One for each process that is to be started.
    private let starts: AsyncStream<ProcessStreams>
    private let starter: AsyncStream<ProcessStreams>.Continuation

    private init(observer: @escaping DriverObserver) {
        self.observer = observer
        (starts, starter) = AsyncStream.makeStream(bufferingPolicy: .bufferingOldest(1))
    }

    /// Runs the client beside the body; when it returns, neither the client nor what it started is left.
    ///
    /// The observer is called on any thread, in the order of what happened to each request, and must not block.
    package static func run<Result>(
        _ command: ClientCommand,
        observer: @escaping DriverObserver,
        body: (DriverSession) async throws -> Result
    ) async throws -> Result {
        let session = DriverSession(observer: observer)
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                let process = DriverProcess(
                    command: command,
                    variables: ["HES_STATE_DIR": folder.path],
                    session: session
                )
                for await streams in session.starts { await process.run(streams) }
            }
            session.start()
            defer {
                session.tell { $0.close() }
                session.starter.finish()
            }
            return try await body(session)
        }
    }

    private func start() {
        let new = ProcessStreams()
        streams.withLock { $0 = new }
        starter.yield(new)
    }

    package var death: SessionFailure? { conversation.withLock { $0.death } }

    /// Decides under the lock, acts outside it.
    func tell(_ change: (inout DriverConversation) -> [DriverConversation.Effect]) {
        for effect in conversation.withLock({ change(&$0) }) {
            switch effect {
            case .note(let note): observer(note)
            case .send(let bytes): streams.withLock(\.self).send(bytes)
            case .resume(let waiter, let reply): waiter.resume(returning: reply)
            case .stop: streams.withLock(\.self).stop(.gently)
            case .kill: streams.withLock(\.self).stop(.atOnce)
            case .start: start()
            }
        }
    }

    private func ask(_ request: DriverRequest, within patience: Duration) async -> DriverConversation.Reply {
        let id = conversation.withLock { $0.announce(request) }
        return await withTaskGroup(of: Void.self) { group in
            group.addTask {
                do {
                    try await Task.sleep(for: patience)
                    self.tell { $0.expire(id, after: patience) }
                } catch {
                    self.tell { $0.giveUp(id) }
                }
            }
            defer { group.cancelAll() }
            return await withCheckedContinuation { waiter in tell { $0.send(id, waiter: waiter) } }
        }
    }
}

extension DriverSession {
    package func hello(_ suite: SuiteIdentity, within patience: Duration) async throws(SessionFailure) -> ClientHello {
        guard case .hello(let hello) = try await ask(.hello(suite), within: patience).get() else {
            throw .breach("'hello' has no answer")
        }
        return hello
    }

    package func probe(_ unknownOperation: String, within patience: Duration) async throws(SessionFailure) {
        guard try await op(unknownOperation, with: .members([]), within: patience) == nil else {
            tell { _ in [.note(.breach("the unknown operation '\(unknownOperation)' was not answered 'unsupported'"))] }
            throw .overClaimed(operation: unknownOperation)
        }
    }

    package func caseBegin(_ begin: CaseBegin, within patience: Duration) async throws(SessionFailure) {
        _ = try await ask(.caseBegin(begin), within: patience).get()
    }

    package func op(
        _ name: String,
        with args: JSONValue,
        within patience: Duration
    ) async throws(SessionFailure) -> OperationResult? {
        guard case .opDone(let result) = try await ask(.op(name: name, args: args), within: patience).get() else {
            return nil
        }
        return result
    }

    package func restart() async throws(SessionFailure) {
        let reply = await withCheckedContinuation { waiter in tell { $0.restart(waiter: waiter) } }
        _ = try reply.get()
    }

    package func caseEnd(within patience: Duration) async throws(SessionFailure) {
        _ = try await ask(.caseEnd, within: patience).get()
    }

    package func bye(within patience: Duration) async throws(SessionFailure) {
        _ = try await ask(.bye, within: patience).get()
    }
}
