package import Logging
import Synchronization

/// An MQTT 3.1.1 client over libmosquitto that connects again by itself until it is stopped.
///
/// One network thread per client is the only user of the library; methods hand operations to it and may be called from any
/// thread. Messages leave in the order of `send`, also across lost connections.
package final class MQTTClient: Sendable {
    private enum Phase {
        case new
        case running(NetworkThread)
        case stopped
    }

    private let configuration: MQTTConfiguration
    private let logger: Logger
    private let mailbox: NetworkMailbox
    private let phase = Mutex(Phase.new)

    /// - Parameters:
    ///   - configuration: checked by `start()`.
    ///   - logger: connections at info, failed attempts at debug, the library's own lines at trace.
    /// - Throws: `.library` when the process has no file descriptors left.
    package init(configuration: MQTTConfiguration, logger: Logger) throws(MQTTError) {
        self.configuration = configuration
        self.logger = logger
        mailbox = try NetworkMailbox(limit: configuration.maximumWaiting)
    }

    /// A client that was not stopped sends DISCONNECT on its own thread, which is not waited for.
    deinit {
        end(waiting: false)
    }

    /// Starts the network thread, which connects in the background; a broker that is not there yet is no failure.
    ///
    /// Called again, it does nothing.
    /// - Parameter onEvent: called on the network thread, which does nothing else meanwhile; must not block. Kept until that
    ///   thread ends, so it must not own the client.
    /// - Throws: `.invalidArgument` for a configuration that libmosquitto refuses, `.stopped` after `stop()`.
    package func start(onEvent: @escaping @Sendable (MQTTEvent) -> Void = { _ in }) throws(MQTTError) {
        try phase.withLock { phase throws(MQTTError) in
            switch phase {
            case .new: phase = .running(try startThread(onEvent))
            case .running: return
            case .stopped: throw .stopped
            }
        }
    }

    /// Sends DISCONNECT and waits for the network thread, at most about a second; a second call does nothing.
    ///
    /// What was not acknowledged fails with `.stopped`. Called by the event handler it does not wait.
    package func stop() {
        end(waiting: true)
    }

    package var isConnected: Bool { mailbox.isConnected }

    /// The index of the broker that accepted the last connection: 0 for the configured one, then its alternatives.
    package var brokerIndex: Int { mailbox.brokerIndex }

    /// Hands the message to the network thread without waiting; `.acknowledged` or `.rejected` follows as an event.
    ///
    /// Without a connection the message waits for the next one.
    /// - Throws: `.queueFull`, `.stopped`.
    package func send(_ message: MQTTMessage) throws(MQTTError) -> MessageID {
        try mailbox.put(.publish(message))
    }

    /// Sends messages once more that were acknowledged before, ahead of all that were first sent after them.
    ///
    /// They are acknowledged under their old identifiers. Not bounded by `maximumWaiting`.
    package func resend(_ messages: [(id: MessageID, message: RepeatedMessage)]) {
        let operations = messages.map { id, message in
            let kind: MQTTOperation.Kind =
                switch message {
                case .held(let message): .publish(message)
                case .stored(let message): .publishStored(message)
                }
            return MQTTOperation(id: id, kind: kind, answer: nil)
        }
        mailbox.putBack(operations)
    }

    /// Returns when the broker acknowledged: QoS 0 sent, QoS 1 PUBACK, QoS 2 PUBCOMP.
    ///
    /// - Throws: `.queueFull`, `.stopped`, `.invalidArgument`; `CancellationError`, after which the message may arrive
    ///   all the same.
    package func publish(_ message: MQTTMessage) async throws {
        let answer = Promise<MQTTQoS>()
        _ = try mailbox.put(.publish(message), answer: answer)
        _ = try await answer.value()
    }

    /// - Returns: the granted QoS, which may be below the requested one.
    /// - Throws: `.subscriptionRefused`, `.queueFull`, `.stopped`, `.invalidArgument` or `CancellationError`.
    @discardableResult
    package func subscribe(_ filter: String, qos: MQTTQoS = .atLeastOnce) async throws -> MQTTQoS {
        let answer = Promise<MQTTQoS>()
        _ = try mailbox.put(.subscribe(filter: filter, qos: qos), answer: answer)
        return try await answer.value()
    }

    /// - Throws: `.timedOut`, naming the last failure; `.notAuthorized` as soon as the broker refuses the credentials.
    package func waitUntilConnected(within limit: Duration) async throws {
        let connected = Promise<Void>()
        mailbox.awaitConnection(connected)
        guard try await connected.value(within: limit) == nil else { return }
        throw MQTTError.timedOut(after: limit, lastFailure: mailbox.removeWaiter(connected))
    }
}

// MARK: Thread

extension MQTTClient {
    private func startThread(
        _ onEvent: @escaping @Sendable (MQTTEvent) -> Void
    ) throws(MQTTError) -> NetworkThread {
        let logsLibrary = logger.logLevel <= .trace
        // Handed over: from here on only the network thread uses it.
        nonisolated(unsafe) let handle = try MosquittoHandle(configuration, includesLog: logsLibrary)
        return try NetworkThread { [configuration, mailbox, logger] in
            let loop = unsafe NetworkLoop(
                configuration: configuration,
                handle: handle,
                mailbox: mailbox,
                logger: logger,
                onEvent: onEvent
            )
            loop.run()
        }
    }

    private func end(waiting: Bool) {
        let thread = phase.withLock { phase -> NetworkThread? in
            defer { phase = .stopped }
            guard case .running(let thread) = phase else { return nil }
            return thread
        }
        mailbox.stop()
        guard let thread else { return mailbox.connectionChanged(.failure(.stopped)) }
        if waiting, !thread.isCurrent {
            thread.join()
        } else {
            thread.detach()
        }
    }
}
