import HESSimulation
import Logging
import NIOCore

/// One client's connection and the one made for it to the broker: passes bytes on unchanged and reports what they mean.
///
/// Lives on one event loop; other threads reach it through `RelayHandle`. What it keeps is bounded: a side is read only
/// while the other one is writable, so about 128 KiB wait in each direction.
final class RelayConnection {
    let registry: ConnectionRegistry
    private let socket: any BrokerConnector
    private let eventLoop: any EventLoop
    private let logger: Logger
    private let end: EventLoopPromise<Void>
    private var number = 0
    private(set) var client: RelaySide?
    /// Nil until the broker is connected.
    private(set) var broker: RelaySide?
    var watch = SessionWatch()
    var gate: AccessGate
    /// Bytes of the gate's own answers that the kernel has not taken yet.
    var unwrittenAnswerBytes = 0
    /// The gate has ended the session; what still arrives is dropped.
    var isRejected = false
    /// The tenant whose broker is down and that the client is kept away from.
    var awayFromTenant: String?
    /// The client is rejected without a connection to the broker.
    private var refusal: Refusal?
    private var isIdentified = false
    private var isStalled = false
    private var isConnecting = false
    private var isCut = false
    /// The end has been reported, the last event of the connection.
    private var isOver = false
    /// Bytes arrived since the last call of `closeIfIdle`.
    private var hasMoved = false
    private var idleCheck: Scheduled<Void>?

    init(
        registry: ConnectionRegistry,
        socket: any BrokerConnector,
        access: any MQTTAccess,
        eventLoop: any EventLoop,
        logger: Logger,
        end: EventLoopPromise<Void>
    ) {
        self.registry = registry
        self.socket = socket
        gate = AccessGate(access)
        self.eventLoop = eventLoop
        self.logger = logger
        self.end = end
    }

    /// Call it once, before anything else.
    func begin(_ admission: ConnectionRegistry.Admission, client: RelaySide) {
        (number, refusal, isStalled) = (admission.number, admission.refusal, admission.isStalled)
        self.client = client
        // A client that is to be refused and sends nothing is closed as idle.
        if refusal != nil { scheduleIdleCheck() }
        if !isStalled { open() }
    }

    // MARK: Called by the sides

    func mayRead(_ side: RelaySide) -> Bool {
        !isHeld && other(than: side)?.isWritable ?? true && (side.role == .broker || hasRoomForAnswers)
    }

    func received(_ bytes: ByteBuffer, from side: RelaySide) {
        hasMoved = hasMoved || !isRejected
        if isHeld { side.hold(bytes) } else { pass(bytes, from: side) }
    }

    func receivedAll(from side: RelaySide) { other(than: side)?.flush() }

    func writabilityChanged(of side: RelaySide) {
        if side.isWritable { other(than: side)?.readIfPending() }
    }

    func inputEnded(of side: RelaySide) {
        guard !side.hasEnded else { return }
        side.hasEnded = true
        if !isHeld { passEnd(of: side) }
    }

    func failed(_ side: RelaySide, with error: any Error) {
        let facts: Logger.Metadata = ["connection": "\(number)", "side": "\(side.role)", "error": "\(error)"]
        logger.debug("Relayed connection failed", metadata: facts)
    }

    func closed(_ side: RelaySide) {
        inputEnded(of: side)
        finishIfGone()
    }

    // MARK: Called by the listener

    func cut() {
        // First: closing the sockets would report another reason.
        report(.disconnected(.cut))
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
        guard !isConnecting else { return }
        isConnecting = true
        let side = RelaySide(role: .broker, connection: self)
        socket.connect(side, on: eventLoop).assumeIsolated().whenComplete { result in
            self.finishConnecting(side, with: result)
        }
    }

    private func finishConnecting(_ side: RelaySide, with result: Result<Void, any Error>) {
        isConnecting = false
        switch result {
        case .success:
            broker = side
            if isCut { side.close() } else if !isStalled { release() }
        case .failure(let error):
            failed(side, with: error)
            report(.disconnected(.byBroker))
            closeBoth(resets: false)
        }
    }

    /// Passes on what was held, then reads again.
    private func release() {
        for side in [client, broker].compactMap(\.self) {
            for bytes in side.removeHeld() { pass(bytes, from: side) }
            other(than: side)?.flush()
            if side.hasEnded { passEnd(of: side) }
            side.readIfPending()
        }
    }

    private func pass(_ bytes: ByteBuffer, from side: RelaySide) {
        if let refusal { return refuse(bytes, as: refusal) }
        guard !isRejected else { return }
        guard let sink = other(than: side), !sink.isGone else { return side.close() }
        passGate(bytes, from: side)
    }

    private func passEnd(of side: RelaySide) {
        scheduleIdleCheck()
        if refusal == nil { passGateEnd(of: side) }
        switch side.role {
        case .client:
            if !isRejected { report(.disconnected(refusal == nil ? .lost : .refused)) }
            broker?.closeOutput {}
            if refusal != nil { client?.close() }
        case .broker:
            // After everything that the broker sent before.
            client?.closeOutput { self.report(.disconnected(.byBroker)) }
        }
    }

    private func refuse(_ bytes: ByteBuffer, as refusal: Refusal) {
        guard !isOver else { return }
        _ = watch.clientSent(bytes)
        identify()
        guard let level = watch.protocolLevel else {
            if watch.isNotMQTT { endRejected() }
            return
        }
        guard let answer = refusal.connectAcknowledgement(protocolLevel: level) else { return endRejected() }
        let code = Int(refusal.code(protocolLevel: level) ?? 0)
        client?.write(answer) { self.report(.connected(returnCode: code)) }
        endRejected()
    }

    func identify() {
        guard !isIdentified, watch.protocolLevel != nil else { return }
        isIdentified = true
        registry.identify(
            number,
            clientID: watch.clientID,
            username: watch.username,
            tenantCodes: gate.tenantCodes
        )
    }

    func endRejected() {
        client?.closeOutput { self.report(.disconnected(.refused)) }
    }

    func report(_ kind: MQTTClientEvent.Kind) {
        guard !isOver else { return }
        if case .disconnected = kind { isOver = true }
        registry.report(
            MQTTClientEvent(
                connection: number,
                clientID: watch.clientID,
                username: watch.username,
                tenantCodes: awayFromTenant.map { [$0] } ?? gate.tenantCodes,
                kind: kind
            )
        )
    }

    private func closeBoth(resets: Bool) {
        isCut = true
        _ = client?.removeHeld()
        _ = broker?.removeHeld()
        client?.close(resets: resets)
        broker?.close()
        finishIfGone()
    }

    /// Closes an ended connection whose peer keeps its half open once no bytes have flowed for ten seconds.
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
        report(.disconnected(refusal == nil && !isRejected ? .lost : .refused))
        closeBoth(resets: false)
    }

    private func finishIfGone() {
        let isBrokerDone = broker?.isGone ?? (isCut || refusal != nil)
        guard let client, client.isGone, isBrokerDone, !isConnecting else { return }
        idleCheck?.cancel()
        self.client = nil
        registry.remove(number)
        end.succeed()
    }
}
