import HESSockets
import Logging
import MQTTClient
import NIOCore
import Synchronization

#if canImport(Darwin)
import Darwin
#elseif canImport(Musl)
import Musl
#else
import Glibc
#endif

/// The listening socket, which can be closed and opened again on the same port.
final class ListeningSocket: Sendable {
    fileprivate struct State {
        var isWanted = true
        var channel: (any Channel)?
        /// One task at a time opens or closes.
        var isBusy = false
        var attempts = 0
        var failure: MQTTListenerError?
        var isStopped = false
        var waiters: [Promise<Void>] = []
    }

    fileprivate enum Step {
        case bind
        case close(any Channel)
        case done([Promise<Void>], MQTTListenerError?)
    }

    typealias Binding = @Sendable (_ port: Int) -> EventLoopFuture<any Channel>

    let host: String
    let port: Int
    private let bind: Binding
    private let eventLoop: any EventLoop
    private let logger: Logger
    private let state: Mutex<State>

    /// Port 0 takes a free port below the range of outgoing connections, which could take the port while it is closed.
    ///
    /// - Throws: `MQTTListenerError`.
    init(host: String, requestedPort: Int, logger: Logger, bind: @escaping Binding) async throws {
        let channel = try await Self.bindFirst(bind, host: host, requestedPort: requestedPort)
        self.host = host
        port = channel.localAddress?.port ?? requestedPort
        self.bind = bind
        eventLoop = channel.eventLoop
        self.logger = logger
        state = Mutex(State(channel: channel))
    }

    func open() { want(true) }

    func close() { want(false) }

    /// Closes for good.
    func stop() async {
        close()
        // Only now, as a stopped socket ignores `close`.
        state.withLock { $0.isStopped = true }
        // A last `open` that failed leaves nothing to close.
        try? await waitUntilApplied()
    }

    /// Returns when the last of `open` and `close` has taken effect.
    func waitUntilApplied() async throws {
        let waiter = Promise<Void>()
        let isWaiting = state.withLock { state in
            if state.isBusy { state.waiters.append(waiter) }
            return state.isBusy
        }
        if isWaiting { return try await waiter.value() }
        if let failure = state.withLock(\.failure) { throw failure }
    }

    private func want(_ isWanted: Bool) {
        let begins = state.withLock { state in
            guard !state.isStopped else { return false }
            (state.isWanted, state.attempts, state.failure) = (isWanted, 0, nil)
            defer { state.isBusy = true }
            return !state.isBusy
        }
        if begins { proceed() }
    }

    private func proceed() {
        switch state.withLock({ $0.nextStep() }) {
        case .bind:
            bind(port).whenComplete { self.bound($0) }
        case .close(let channel):
            channel.close().whenComplete { _ in self.proceed() }
        case .done(let waiters, let failure):
            for waiter in waiters { waiter.complete(with: failure.map { .failure($0) } ?? .success(())) }
        }
    }

    /// Tries a taken port fifty times in five seconds.
    private func bound(_ result: Result<any Channel, any Error>) {
        switch result {
        case .success(let channel):
            state.withLock { $0.channel = channel }
            proceed()
        case .failure(let error):
            let failure = Self.failure(error, host: host, port: port)
            if state.withLock({ $0.isAnotherAttempt(after: failure) }) {
                eventLoop.scheduleTask(in: .milliseconds(100)) { self.proceed() }
            } else {
                logger.error(
                    "The port for MQTT clients could not be opened again: they are refused until a rule opens it, or a restart",
                    metadata: ["mqtt.port": "\(port)", "error": "\(failure)"]
                )
                proceed()
            }
        }
    }

    private static func bindFirst(
        _ bind: Binding,
        host: String,
        requestedPort: Int
    ) async throws -> any Channel {
        for _ in 0..<(requestedPort == 0 ? 20 : 0) {
            guard let port = findFreePort() else { break }
            if let channel = try? await bind(port).get() { return channel }
        }
        do {
            return try await bind(requestedPort).get()
        } catch {
            throw failure(error, host: host, port: requestedPort)
        }
    }

    private static func failure(_ error: any Error, host: String, port: Int) -> MQTTListenerError {
        if let error = error as? IOError, error.errnoCode == EADDRINUSE { return .portTaken(port) }
        return .cannotListen(host: host, port: port, reason: error.socketReason)
    }
}

extension ListeningSocket.State {
    fileprivate mutating func nextStep() -> ListeningSocket.Step {
        if isWanted, channel == nil { return .bind }
        if !isWanted, let channel {
            self.channel = nil
            return .close(channel)
        }
        defer { (isBusy, waiters) = (false, []) }
        return .done(waiters, failure)
    }

    fileprivate mutating func isAnotherAttempt(after failure: MQTTListenerError) -> Bool {
        attempts += 1
        if case .portTaken = failure, attempts < 50 { return true }
        // Given up until the next `open`; a `close` in between means that there is no failure to report.
        if isWanted { self.failure = failure }
        isWanted = false
        return false
    }
}
