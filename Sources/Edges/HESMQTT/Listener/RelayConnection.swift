import Logging
import NIOCore

/// One client's connection and its own to the broker: passes bytes on unchanged and tells what they mean.
///
/// Lives on one event loop; other threads reach it through `RelayHandle`. What it keeps is bounded: a side is read only
/// while the other one is writable, so about 128 KiB wait in each direction.
final class RelayConnection {
    private let registry: ConnectionRegistry
    private let socket: RelaySocket
    private let access: any MQTTAccess
    private let eventLoop: any EventLoop
    private let logger: Logger
    private let end: EventLoopPromise<Void>
    private var number = 0
    private(set) var client: RelaySide?
    /// Nil until the broker is connected.
    private(set) var broker: RelaySide?
    var watch = SessionWatch()
    /// Nil until the first byte, and for good where access is open then.
    var gate: AccessGate?
    private var hasBegun = false
    /// Of the gate's, on their way to the kernel.
    var unwrittenAnswerBytes = 0
    /// The gate has ended the session; what still comes is let go.
    var isTurnedAway = false
    /// The client is turned away, and the broker never called.
    private var refusal: Refusal?
    private var isIdentified = false
    private var isStalled = false
    private var isDialling = false
    private var isCut = false
    /// The end has been told.
    private var isOver = false
    /// Since the last look of `closeIfIdle`.
    private var hasMoved = false
    private var idleCheck: Scheduled<Void>?

    init(
        registry: ConnectionRegistry,
        socket: RelaySocket,
        access: any MQTTAccess,
        eventLoop: any EventLoop,
        logger: Logger,
        end: EventLoopPromise<Void>
    ) {
        self.registry = registry
        self.socket = socket
        self.access = access
        self.eventLoop = eventLoop
        self.logger = logger
        self.end = end
    }

    /// To be called once, before anything else.
    func begin(_ admission: ConnectionRegistry.Admission, client: RelaySide) {
        (number, refusal, isStalled) = (admission.number, admission.refusal, admission.isStalled)
        self.client = client
        // Who is to be refused and says nothing does not stay.
        if refusal != nil { scheduleIdleCheck() }
        if !isStalled { open() }
    }

    // MARK: Told by the sides

    func mayRead(_ side: RelaySide) -> Bool {
        !isHeld && other(than: side)?.isWritable ?? true && (side.role == .broker || hasRoomForAnswers)
    }

    func received(_ bytes: ByteBuffer, from side: RelaySide) {
        hasMoved = hasMoved || !isTurnedAway
        if isHeld { side.hold(bytes) } else { pass(bytes, from: side) }
    }

    func receivedAll(from side: RelaySide) { other(than: side)?.flush() }

    func writabilityChanged(of side: RelaySide) {
        if side.isWritable { other(than: side)?.readIfOwed() }
    }

    func inputEnded(of side: RelaySide) {
        guard !side.hasEnded else { return }
        side.hasEnded = true
        if !isHeld { passEnd(of: side) }
    }

    func failed(_ side: RelaySide, _ error: any Error) {
        let facts: Logger.Metadata = ["connection": "\(number)", "side": "\(side.role)", "error": "\(error)"]
        logger.debug("Relayed connection failed", metadata: facts)
    }

    func closed(_ side: RelaySide) {
        inputEnded(of: side)
        finishIfGone()
    }

    // MARK: Told by the listener

    func cut() {
        tell(.disconnected(.cut))
        closeBoth(resets: true)
    }

    func stall() { isStalled = true }

    func resume() {
        guard isStalled else { return }
        isStalled = false
        open()
    }

    // MARK: -

    private var isHeld: Bool { isStalled || broker == nil && refusal == nil }

    private func other(than side: RelaySide) -> RelaySide? { side.role == .client ? broker : client }

    private func open() {
        guard !isCut else { return }
        if broker != nil || refusal != nil { return release() }
        guard !isDialling else { return }
        isDialling = true
        let side = RelaySide(role: .broker, connection: self)
        socket.connect(side, on: eventLoop).assumeIsolated().whenComplete { result in
            self.dialled(side, result)
        }
    }

    private func dialled(_ side: RelaySide, _ result: Result<Void, any Error>) {
        isDialling = false
        switch result {
        case .success:
            broker = side
            if isCut { side.close() } else if !isStalled { release() }
        case .failure(let error):
            failed(side, error)
            tell(.disconnected(.byBroker))
            closeBoth(resets: false)
        }
    }

    /// Passes on what was held, then reads again.
    private func release() {
        for side in [client, broker].compactMap(\.self) {
            for bytes in side.takeHeld() { pass(bytes, from: side) }
            other(than: side)?.flush()
            if side.hasEnded { passEnd(of: side) }
            side.readIfOwed()
        }
    }

    private func pass(_ bytes: ByteBuffer, from side: RelaySide) {
        if let refusal { return refuse(bytes, as: refusal) }
        guard !isTurnedAway else { return }
        guard let sink = other(than: side), !sink.isGone else { return side.close() }
        if side.role == .client, !hasBegun {
            hasBegun = true
            if !access.isOpen { gate = AccessGate(access) }
        }
        if gate != nil { return passGate(bytes, from: side) }
        switch side.role {
        case .client:
            let kinds = watch.clientSent(bytes)
            sink.write(bytes)
            identify()
            for kind in kinds { tell(kind) }
        case .broker:
            let kinds = watch.brokerSent(bytes)
            guard !kinds.isEmpty else { return sink.write(bytes) }
            sink.write(bytes) { for kind in kinds { self.tell(kind) } }
        }
    }

    private func passEnd(of side: RelaySide) {
        scheduleIdleCheck()
        switch side.role {
        case .client:
            if !isTurnedAway { tell(.disconnected(refusal == nil ? .lost : .refused)) }
            broker?.closeOutput {}
            if refusal != nil { client?.close() }
        case .broker:
            // After everything that the broker said before.
            client?.closeOutput { self.tell(.disconnected(.byBroker)) }
        }
    }

    private func refuse(_ bytes: ByteBuffer, as refusal: Refusal) {
        guard !isOver else { return }
        _ = watch.clientSent(bytes)
        identify()
        guard let level = watch.protocolLevel else {
            if watch.isNotMQTT { endRefused() }
            return
        }
        guard let answer = refusal.connectAcknowledgement(protocolLevel: level) else { return endRefused() }
        let code = Int(refusal.code(protocolLevel: level) ?? 0)
        client?.write(answer) { self.tell(.connected(returnCode: code)) }
        endRefused()
    }

    func identify() {
        guard !isIdentified, watch.protocolLevel != nil else { return }
        isIdentified = true
        let codes = gate?.tenantCodes ?? []
        registry.identify(number, clientID: watch.clientID, username: watch.username, tenantCodes: codes)
    }

    func endRefused() {
        client?.closeOutput { self.tell(.disconnected(.refused)) }
    }

    func tell(_ kind: MQTTClientEvent.Kind) {
        guard !isOver else { return }
        if case .disconnected = kind { isOver = true }
        registry.tell(
            MQTTClientEvent(
                connection: number,
                clientID: watch.clientID,
                username: watch.username,
                tenantCodes: gate?.tenantCodes ?? [],
                kind: kind
            )
        )
    }

    private func closeBoth(resets: Bool) {
        isCut = true
        _ = client?.takeHeld()
        _ = broker?.takeHeld()
        client?.close(resets: resets)
        broker?.close()
        finishIfGone()
    }

    /// A peer that keeps its half of an ended connection open is waited for while bytes flow.
    func scheduleIdleCheck() {
        guard idleCheck == nil else { return }
        hasMoved = false
        idleCheck = eventLoop.assumeIsolated().scheduleTask(in: .seconds(10)) {
            self.idleCheck = nil
            self.closeIfIdle()
        }
    }

    private func closeIfIdle() {
        if hasMoved || isStalled { return scheduleIdleCheck() }
        tell(.disconnected(refusal == nil && !isTurnedAway ? .lost : .refused))
        closeBoth(resets: false)
    }

    private func finishIfGone() {
        let isBrokerDone = broker?.isGone ?? (isCut || refusal != nil)
        guard let client, client.isGone, isBrokerDone, !isDialling else { return }
        idleCheck?.cancel()
        self.client = nil
        registry.remove(number)
        end.succeed()
    }
}
