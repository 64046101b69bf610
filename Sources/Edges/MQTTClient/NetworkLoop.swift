import Logging

/// Connects, serves the connection, pauses, connects again; the only user of libmosquitto.
///
/// Created on and confined to the network thread. Events are reported after the library returned, so `onEvent` may call any
/// method of the client.
final class NetworkLoop {
    private enum Link {
        case down
        case connecting
        case connected
    }

    private var rotation: BrokerRotation
    private let mailbox: NetworkMailbox
    private let logger: Logger
    private let onEvent: @Sendable (MQTTEvent) -> Void
    private var handle: MosquittoHandle
    private var waiting = OperationBacklog()
    private var inFlight: [Int32: MQTTOperation] = [:]
    private var subscriptions: [String: MQTTQoS] = [:]
    private var backoff: ReconnectBackoff
    private var link = Link.down
    private var failedAttempts = 0
    private var attemptedAt = ContinuousClock.now
    private var pulse = BrokerPulse()

    init(
        configuration: MQTTConfiguration,
        handle: MosquittoHandle,
        mailbox: NetworkMailbox,
        logger: Logger,
        onEvent: @escaping @Sendable (MQTTEvent) -> Void
    ) {
        rotation = BrokerRotation(configuration)
        self.handle = handle
        self.mailbox = mailbox
        self.logger = logger
        self.onEvent = onEvent
        backoff = configuration.backoff
    }

    private var configuration: MQTTConfiguration { rotation.current }

    /// Returns after `NetworkMailbox.stop()`, within about a second.
    func run() {
        while !mailbox.isStopped {
            link = .connecting
            attemptedAt = .now
            do {
                try handle.connect()
                serve()
            } catch {
                linkEnded(error)
            }
            turnToNextBroker()
            pause()
        }
        failEverything()
    }

    /// A pause after a turn with several messages lets more of them gather: small turns cost this process and the broker most.
    private static let pauseMicroseconds = 300

    private func serve() {
        while handle.socket >= 0 {
            guard mailbox.moveOperations(to: &waiting) else { return disconnect() }
            let sentCount = sendWaiting()
            // A message of QoS 0 is settled by sending it: no answer comes that would end the sleep.
            let maySleep = handle.inbox.isEmpty && mailbox.maySleep(withWaiting: waiting.count)
            let ready = wait(atMostMilliseconds: maySleep ? 1000 : 0)
            let eventCount = handleEvents()
            checkPulse()
            if sentCount + eventCount > 1 { NetworkThread.pause(microseconds: Self.pauseMicroseconds) }
            // With TLS the library treats a refused attempt as one under way, until the keep-alive ends it.
            if ready.contains(.hungUp), link == .connecting { break }
            if isGivenUp { break }
        }
        linkEnded(MQTTError(.connectionLost, description: "The connection to the broker was lost."))
    }

    /// A broker that does not answer is left for the next one; without alternatives it is waited for.
    private var isGivenUp: Bool {
        guard rotation.hasAlternatives else { return false }
        return link == .connecting ? ContinuousClock.now - attemptedAt > BrokerRotation.patience : pulse.isSilent
    }

    /// Sends DISCONNECT behind everything that libmosquitto still has to write; gives up after a second.
    private func disconnect() {
        handle.disconnect()
        let end = ContinuousClock.now + .seconds(1)
        while handle.socket >= 0, ContinuousClock.now < end {
            wait(atMostMilliseconds: 10)
        }
        handleEvents()
        // After the events: acknowledgements that came until now still count.
        linkEnded(.stopped)
    }

    private func checkPulse() {
        guard configuration.checksPulse, link == .connected else { return }
        switch pulse.step(at: .now) {
        case .wait: break
        case .ask: handle.askForAnswer()
        case .fellSilent:
            logger.warning("The broker does not answer", metadata: metadata)
            onEvent(.fellSilent)
        }
    }

    private func noteAnswer() {
        guard configuration.checksPulse, pulse.heard(at: .now) else { return }
        logger.info("The broker answers again", metadata: metadata)
        onEvent(.answersAgain)
    }

    @discardableResult
    private func wait(atMostMilliseconds milliseconds: Int32) -> SocketReadiness {
        let ready = mailbox.selfPipe.wait(
            socket: handle.socket,
            wantsWrite: handle.wantsWrite,
            milliseconds: milliseconds
        )
        handle.serve(ready)
        return ready
    }

    private func pause() {
        var generator = SystemRandomNumberGenerator()
        let end = ContinuousClock.now + backoff.nextPause(using: &generator)
        while !mailbox.isStopped, case let rest = end - ContinuousClock.now, rest > .zero {
            let milliseconds = Int32(rest / .milliseconds(1))
            _ = mailbox.selfPipe.wait(socket: -1, wantsWrite: false, milliseconds: milliseconds + 1)
        }
    }
}

// MARK: Operations

extension NetworkLoop {
    /// - Returns: how many operations.
    private func sendWaiting() -> Int {
        let count = link == .connected ? min(waiting.count, configuration.maximumInFlight - inFlight.count) : 0
        if count > 1 { handle.inOneBatch { send(atMost: count) } } else { send(atMost: count) }
        return max(0, count)
    }

    private func send(atMost count: Int) {
        var rest = count
        while rest > 0, let operation = waiting.popFirst() {
            do {
                inFlight[try issue(operation)] = operation
                rest -= 1
            } catch {
                refuse(operation, because: error)
            }
        }
    }

    private func issue(_ operation: MQTTOperation) throws(MQTTError) -> Int32 {
        switch operation.kind {
        case .publish(let message): try handle.publish(message)
        case .publishStored(let message): try handle.publish(try message.load())
        case .subscribe(let filter, let qos): try handle.subscribe(filter, qos: qos)
        }
    }

    private func refuse(_ operation: MQTTOperation, because error: MQTTError) {
        switch operation.kind {
        case .publish, .publishStored: onEvent(.rejected(operation.id, reason: error))
        case .subscribe: break
        }
        operation.answer?.complete(with: .failure(error))
    }

    /// Subscribes again to the callers' filters after the broker forgot the session; no caller waits for the answers.
    private func restoreSubscriptions() {
        for (filter, qos) in subscriptions.sorted(by: { $0.key < $1.key }) {
            do {
                _ = try handle.subscribe(filter, qos: qos)
            } catch {
                logger.info("Subscription not restored", metadata: ["mqtt.filter": "\(filter)", "error": "\(error)"])
            }
        }
    }
}

// MARK: Events

extension NetworkLoop {
    /// - Returns: how many there were.
    @discardableResult
    private func handleEvents() -> Int {
        let events = handle.inbox.takeAll()
        if events.contains(where: \.isAnswer) { noteAnswer() }
        var acknowledged: [MessageID] = []
        for event in events {
            if case .published(let packet) = event {
                if let id = endMessage(packet) { acknowledged.append(id) }
                continue
            }
            report(&acknowledged)
            handle(event)
        }
        report(&acknowledged)
        return events.count
    }

    /// Neighbouring acknowledgements are one event: what they settle is then settled under one lock.
    private func report(_ acknowledged: inout [MessageID]) {
        guard !acknowledged.isEmpty else { return }
        onEvent(.acknowledged(acknowledged))
        acknowledged = []
    }

    private func handle(_ event: MosquittoInbox.Event) {
        switch event {
        case .connack(let code, let sessionPresent): connected(code, sessionPresent: sessionPresent)
        case .disconnected(let code): linkEnded(mqttError(forCode: code))
        case .published: break
        case .subscribed(let packet, let qos): subscribed(packet, grantedQoS: qos)
        case .unsubscribed: break
        case .received(let message, let isDuplicate): onEvent(.received(message, isDuplicate: isDuplicate))
        case .logged(let text): logger.trace("libmosquitto", metadata: ["mqtt.log": "\(text)"])
        }
    }

    private func connected(_ returnCode: Int32, sessionPresent: Bool) {
        guard returnCode == 0 else { return linkEnded(.refused(returnCode: returnCode)) }
        link = .connected
        pulse.connected(at: .now)
        failedAttempts = 0
        backoff.reset()
        if !sessionPresent { restoreSubscriptions() }
        logger.info("Connected to the broker", metadata: metadata)
        mailbox.brokerIndex = rotation.index
        onEvent(.connected(sessionPresent: sessionPresent))
        mailbox.connectionChanged(.success(()))
    }

    /// - Returns: the acknowledged message; nil for one that is not in flight.
    private func endMessage(_ packet: Int32) -> MessageID? {
        guard let operation = inFlight.removeValue(forKey: packet) else { return nil }
        if let answer = operation.answer, case .publish(let message) = operation.kind {
            answer.complete(with: .success(message.qos))
        }
        return operation.id
    }

    private func subscribed(_ packet: Int32, grantedQoS: Int32) {
        guard let operation = inFlight.removeValue(forKey: packet),
            case .subscribe(let filter, _) = operation.kind
        else { return }
        guard let qos = MQTTQoS(rawValue: grantedQoS) else {
            operation.answer?.complete(with: .failure(MQTTError.subscriptionRefused(filter: filter)))
            return
        }
        subscriptions[filter] = qos
        operation.answer?.complete(with: .success(qos))
    }

    /// Reports the end of a connection or a failed attempt, once for each, and takes unanswered operations back.
    private func linkEnded(_ reason: MQTTError) {
        switch link {
        case .down:
            return
        case .connecting:
            failedAttempts += 1
            // The library also reports an attempt without an answer as a lost connection.
            let reason = reason.code == .connectionLost ? .unreachable(configuration) : reason
            logger.log(level: failedAttempts == 1 ? .info : .debug, "Broker not reached", metadata: metadata(reason))
            link = .down
            onEvent(.connectionFailed(reason: reason))
            mailbox.connectionChanged(.failure(reason))
        case .connected:
            logger.info("Disconnected from the broker", metadata: metadata(reason))
            link = .down
            onEvent(.disconnected(reason: reason))
            mailbox.connectionChanged(.failure(reason))
        }
        pulse.disconnected()
        reinsertUnanswered()
    }

    /// Returns unanswered operations to their old places in the queue.
    ///
    /// With a clean session the broker knows nothing of them, so they are sent anew through a new handle: libmosquitto's
    /// own repetition could not put anything before them. With a kept session libmosquitto repeats the messages with their
    /// packet identifiers, as QoS 2 needs.
    private func reinsertUnanswered() {
        guard !inFlight.isEmpty else { return }
        if configuration.cleanSession, renewHandle() {
            waiting.reinsert(Array(inFlight.values))
            inFlight = [:]
        } else {
            waiting.reinsert(inFlight.values.filter { !$0.isRepeatedByLibrary })
            inFlight = inFlight.filter(\.value.isRepeatedByLibrary)
        }
    }

    /// Leaves an ended connection's broker; what it has not acknowledged is sent to the next one.
    private func turnToNextBroker() {
        guard rotation.hasAlternatives, !mailbox.isStopped else { return }
        rotation.advance()
        guard renewHandle() else { return rotation.retreat() }
        waiting.reinsert(Array(inFlight.values))
        inFlight = [:]
    }

    /// - Returns: false when the system has no resources for a new handle; then libmosquitto repeats behind newer messages.
    private func renewHandle() -> Bool {
        do {
            handle = try MosquittoHandle(configuration, includesLog: logsLibrary)
            return true
        } catch {
            logger.warning("Unanswered messages may arrive late", metadata: metadata(error))
            return false
        }
    }

    private var logsLibrary: Bool { logger.logLevel <= .trace }

    private func failEverything() {
        // Callers may have put operations since the last look; from `stop` on the mailbox refuses further ones.
        _ = mailbox.moveOperations(to: &waiting)
        waiting.reinsert(Array(inFlight.values))
        inFlight = [:]
        while let operation = waiting.popFirst() {
            operation.answer?.complete(with: .failure(MQTTError.stopped))
        }
        mailbox.connectionChanged(.failure(.stopped))
    }

    private var metadata: Logger.Metadata {
        ["mqtt.host": "\(configuration.host)", "mqtt.port": "\(configuration.port)"]
    }

    private func metadata(_ reason: MQTTError) -> Logger.Metadata {
        metadata.merging(["error": "\(reason)"]) { $1 }
    }
}
